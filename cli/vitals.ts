import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addDays, BAR, rate, type VitalsDay } from '../functions/metrics/vitals.ts';
import { readVitals, VitalsCounter } from '../functions/metrics/vitals-counter.ts';
import { failureLines, percent, VITALS_COLUMNS, vitalsRow } from '../functions/metrics/vitals-table.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { openData } from './open-data.ts';
import { fittedTableLines } from './table.ts';

const DEFAULT_DAYS = 14;
/** As long as days are stored. */
const MAX_DAYS = 400;

/** `vitals`: what Google rates, from our own counts. */
export const vitals: Command = {
  description: [
    'Prints for each day (UTC) what Google’s Home Vitals rate, from our own counts: the success and the p90 of intents, the calls to Google, and',
    `how many states at Google were right. Google asks for ${percent(BAR.success)}, ${BAR.p90Ms} ms and ${percent(BAR.accuracy)}; what misses that has a "!". What Google does not`,
    'say how it counts is counted as a failure here.',
  ].join('\n'),
  options: {
    days: { type: 'string', value: 'N', help: `the last N days (default ${DEFAULT_DAYS})` },
    log: {
      type: 'string',
      value: 'FILE',
      help: 'counts a log in place of the stored days: lines of JSON, or what "gcloud logging read --format=json" prints',
    },
    firebase: { type: 'string', value: 'PROJECT', help: 'the deployment on Firebase in this project' },
    json: { type: 'boolean', help: 'prints JSON' },
    check: { type: 'boolean', help: 'the exit code is 1 if the days together miss what Google asks for' },
  },
  async run(terminal, { values }) {
    const days = Number(values['days'] ?? DEFAULT_DAYS);
    if (!Number.isSafeInteger(days) || days < 1 || days > MAX_DAYS) {
      throw new UsageError(`--days needs a number from 1 to ${MAX_DAYS}`);
    }
    const log = values['log'];
    const counted =
      typeof log === 'string' ? fromLog(terminal, log) : await fromStore(terminal, days, values['firebase']);
    if (counted === undefined) return 1;
    const sum = addDays(...counted.values());
    const all = rate(sum);
    if (values['json'] === true) {
      const rated = Object.fromEntries([...counted].map(([day, own]) => [day, rate(own)]));
      terminal.print(JSON.stringify({ bar: BAR, all, days: rated }, null, 2));
    } else if (counted.size === 0) {
      terminal.print('Nothing was counted yet.');
    } else {
      for (const line of fittedTableLines(table(counted), terminal.columns)) terminal.print(line);
      const failures = failureLines(sum).map((line) => `  ${line}`);
      for (const line of failures.length === 0 ? [] : ['', 'Failures:', ...failures]) terminal.print(line);
    }
    return values['check'] === true && !all.isGood ? 1 : 0;
  },
};

async function fromStore(
  terminal: Terminal,
  days: number,
  firebase: string | boolean | (string | boolean)[] | undefined,
): Promise<ReadonlyMap<string, VitalsDay> | undefined> {
  const env =
    typeof firebase === 'string'
      ? { ...terminal.env, STORE: 'firestore', GOOGLE_CLOUD_PROJECT: firebase }
      : terminal.env;
  const data = await openData({ ...terminal, env }, { keys: 'unused' });
  if (data === undefined) return undefined;
  try {
    return await readVitals(data.store, days, terminal.clock.now());
  } finally {
    await data.store.close();
  }
}

function fromLog(terminal: Terminal, name: string): ReadonlyMap<string, VitalsDay> | undefined {
  const file = resolve(terminal.cwd, name);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = Object(error);
    terminal.note(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${code}`);
    return undefined;
  }
  const entries = entriesOf(text);
  if (entries.length === 0 && text.trim() !== '') {
    terminal.note(
      `${file} has no entries in JSON, or is cut. A server writes lines of JSON with LOG_FORMAT=cloud.`,
    );
    return undefined;
  }
  const counter = new VitalsCounter();
  for (const { payload, time } of entries) {
    const { message, ...fields } = Object(payload);
    const at = Date.parse(String(time));
    if (typeof message === 'string' && Number.isFinite(at)) counter.count(message, fields, at);
  }
  return new Map([...counter.take()].sort(([a], [b]) => a.localeCompare(b)));
}

/** Reads a list of Cloud Logging's entries, or lines of JSON with other lines between them. */
function entriesOf(text: string): { readonly payload: unknown; readonly time: unknown }[] {
  const list = text.trimStart().startsWith('[') ? parsed(text) : undefined;
  const values: unknown[] = Array.isArray(list)
    ? list
    : text.split('\n').flatMap((line) => (line.startsWith('{') ? (parsed(line) ?? []) : []));
  return values.map((value) => {
    const { jsonPayload, timestamp, time } = Object(value);
    return { payload: jsonPayload ?? value, time: timestamp ?? time };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function table(days: ReadonlyMap<string, VitalsDay>): string[][] {
  return [
    VITALS_COLUMNS.map(({ name }) => name.toUpperCase()),
    ...[...days].map(([day, own]) =>
      vitalsRow(day, own).map(({ text, misses }) => `${text}${misses ? ' !' : ''}`),
    ),
  ];
}
