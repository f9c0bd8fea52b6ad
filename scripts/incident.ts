// `npm run incident -- --request ID`: makes an incident of the log of a running service. Exit codes: 1 not found, 2 wrong usage.
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { incidentOfLog, LogError } from '../simulators/google/playground/incidents/from-log.ts';

const USAGE = `Makes an incident of a command in the log of a service: a file that "npm run replay" lets happen again.

  npm run incident -- --request ID --log FILE
  journalctl -u sifely-google-home -o cat --since yesterday | npm run incident -- --request ID
  gcloud logging read 'jsonPayload.requestId="ID" OR jsonPayload.message="sifely call"' --format=json | npm run incident -- --request ID

  --request ID   the requestId of its line "intent"
  --log FILE     the log (default: standard input)
  --out FILE     where to write the incident (default: standard output)
  -h, --help     prints this text

The file holds no secret, no PIN and no name of an account.`;

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        request: { type: 'string' },
        log: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const { request, log, out } = values;
    if (request === undefined) return misused('Which request? Add --request and its id');
    if (log === undefined && process.stdin.isTTY) return misused('Which log? Add --log FILE, or pipe it in');
    // Not by its descriptor: a pipe into which nothing was written yet is no error.
    const lines = log === undefined ? await text(process.stdin) : readFileSync(log, 'utf8');
    const incident = `${JSON.stringify(incidentOfLog(lines, request), undefined, 2)}\n`;
    if (out === undefined) process.stdout.write(incident);
    else writeFileSync(out, incident, { flag: 'wx' });
    return 0;
  } catch (error) {
    const { code, path, message } = Object(error);
    if (error instanceof LogError) {
      console.error(message);
      return 1;
    }
    if (code === 'ENOENT') return misused(`${path} is not there`);
    if (code === 'EEXIST') return misused(`${path} is there already: choose another --out`);
    return misused(String(message));
  }
}

function misused(why: string): number {
  console.error(`${why.replace(/\.$/, '')}. Try: npm run incident -- --help`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
