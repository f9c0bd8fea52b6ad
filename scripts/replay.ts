// `npm run replay FILE…`: lets incidents happen again in the demo, and compares. Exit codes: 1 different, 2 a bad file.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { replayInFreshDemo } from '../simulators/google/playground/incidents/fresh-demo.ts';
import {
  type Incident,
  IncidentFileError,
  readIncident,
} from '../simulators/google/playground/incidents/incident.ts';
import type { ReplayResult } from '../simulators/google/playground/incidents/replay.ts';

const USAGE = `Lets what was saved in the playground, or made of a log, happen again in a demo of its own, and compares.

  npm run replay FILE…
  npm run replay -- --json FILE…    prints the comparison as JSON
  -h, --help                        prints this text

Exit codes: 0 as recorded, 1 different, 2 wrong usage or a bad file.`;

async function main(args: readonly string[]): Promise<number> {
  let files: string[];
  let json: boolean;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    files = positionals;
    ({ json } = values);
  } catch (error) {
    return misused(Object(error).message);
  }
  if (files.length === 0) return misused('Which incident? Name its file');
  const incidents: { file: string; incident: Incident }[] = [];
  for (const file of files) {
    try {
      incidents.push({ file, incident: readIncident(readFileSync(file, 'utf8')) });
    } catch (error) {
      return misused(
        `${file}: ${Object(error).code === 'ENOENT' ? 'there is no such file' : Object(error).message}`,
      );
    }
  }
  let code = 0;
  for (const { file, incident } of incidents) {
    let result: ReplayResult;
    try {
      result = await replayInFreshDemo(incident);
    } catch (error) {
      if (error instanceof IncidentFileError) return misused(`${file}: ${error.message}`);
      throw error;
    }
    const { isSame, compared } = result;
    if (!isSame) code = 1;
    if (json) console.log(JSON.stringify({ file, isSame, compared }));
    else {
      console.log(
        `${file}: ${isSame ? 'as recorded' : 'different'}${incident.about === '' ? '' : ` – ${incident.about}`}`,
      );
      for (const { of, isSame: same, expected, found } of compared) {
        console.log(`  ${same ? 'same     ' : 'DIFFERENT'} ${of}: ${expected}`);
        if (!same) console.log(`            now: ${found}`);
      }
      for (const fact of incident.unknown) console.log(`  not known: ${fact}`);
    }
  }
  return code;
}

function misused(why: string): number {
  console.error(`${why.replace(/\.$/, '')}. Try: npm run replay -- --help`);
  return 2;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
