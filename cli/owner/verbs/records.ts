import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { csvRow } from '../../../functions/activity/export-activity.ts';
import { MAX_DOOR_RECORDS } from '../../../functions/guests/access-settings.ts';
import type { DoorEvent, LockRecord, RecordDescription } from '../../../functions/locks/lock-cloud.ts';
import { UsageError } from '../../command.ts';
import { writePrivateFile } from '../account/private-files.ts';
import { findLock, LOCK_WORD, zoneOf } from '../input/find.ts';
import { parseWhen } from '../input/when.ts';
import { formatTime } from '../input/zone.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun, VerbOption } from '../verb.ts';

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 7;
/** Sifely keeps records for half a year. */
const MAX_DAYS = 190;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
/** Records in which failed attempts are looked for. */
const MAX_SEARCHED = 2000;
/** Records of one file: more than two years of a busy door. */
const MAX_EXPORTED = 20_000;

const EVENT_WORDS: Readonly<Record<DoorEvent, string>> = {
  unlocked: 'unlocked',
  locked: 'locked',
  used: 'locked or unlocked',
  refused: 'refused',
  'locked-out': 'no more attempts for a while',
  'door-opened': 'door opened',
  'door-closed': 'door closed',
  'door-left-open': 'door left open',
  tampered: 'tampered with',
  forced: 'forced open',
  'credential-changed': 'code, card or finger changed',
  other: 'other',
};

const SINCE_OPTIONS = {
  since: { type: 'string', value: 'TIME', help: `the first time (default: ${DEFAULT_DAYS} days ago)` },
  days: { type: 'string', value: 'N', help: `the last N days, at most ${MAX_DAYS}` },
  zone: { type: 'string', value: 'ZONE', help: 'the zone of the times (default: the lock’s own)' },
} as const satisfies Record<string, VerbOption>;

/** `records`: who came, how and when. */
export const records: Noun = {
  summary: 'lists and exports who came, how and when',
  verbs: {
    list: {
      summary: 'lists what happened at a lock, newest first',
      words: [LOCK_WORD],
      options: {
        ...SINCE_OPTIONS,
        limit: { type: 'string', value: 'N', help: `at most N (default ${DEFAULT_LIMIT})` },
        failed: { type: 'boolean', help: 'only attempts that failed' },
      },
      examples: ['records list front', 'records list front --days 30 --failed'],
      async run(call) {
        const limit = call.number('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
        const enough = call.has('failed') ? MAX_SEARCHED : limit + 1;
        const { items, zone, name } = await recordsOf(call, enough);
        const wanted = call.has('failed') ? items.filter(hasFailed) : items;
        call.printItems(
          wanted.slice(0, limit),
          [
            { name: 'WHEN', text: ({ happenedAt }) => formatTime(happenedAt, zone) },
            { name: 'WHAT', text: eventWords },
            { name: 'HOW', text: ({ description }) => description?.how ?? '-' },
            { name: 'WHO', text: ({ description }) => whoWords(description) },
          ],
          {
            empty: call.has('failed') ? `No attempt failed at ${name}.` : `Nothing was recorded at ${name}.`,
            json: recordJson,
          },
        );
        if (wanted.length > limit) {
          call.note(`Older ones are left out: say --limit (at most ${MAX_LIMIT}), or "records export".`);
        } else if (items.length >= enough) {
          call.note(
            `Only the newest ${items.length} records were searched: say a shorter time, or "records export".`,
          );
        }
        return 0;
      },
    },
    doors: {
      summary: 'lists when a door was opened and closed, where a sensor tells',
      words: [LOCK_WORD],
      options: SINCE_OPTIONS,
      examples: ['records doors front --days 1'],
      async run(call) {
        const { lock, zone, since } = await rangeOf(call);
        const items = await call.account().access.doors.records(lock.id, since);
        if (items.length >= MAX_DOOR_RECORDS)
          call.note(`These are the newest ${items.length}: older ones may be missing.`);
        call.printItems(
          items,
          [
            { name: 'WHEN', text: ({ at }) => formatTime(at, zone) },
            { name: 'DOOR', text: ({ isOpen }) => (isOpen ? 'opened' : 'closed') },
          ],
          {
            empty: `No sensor told of the door of ${lock.name}.`,
            json: ({ at, isOpen }) => ({
              at: new Date(at).toISOString(),
              door: isOpen ? 'opened' : 'closed',
            }),
          },
        );
        return 0;
      },
    },
    export: {
      summary: 'writes what happened at a lock into a new file, as CSV or JSON',
      words: [
        LOCK_WORD,
        {
          name: 'FILE',
          help: 'a new file whose name ends with .csv or .json',
          ask: 'New file (.csv or .json)',
          maxLength: 1000,
        },
      ],
      options: {
        ...SINCE_OPTIONS,
        force: { type: 'boolean', help: 'replaces a file that exists' },
      },
      examples: ['records export front november.csv --days 30'],
      run: exportRecords,
    },
  },
};

/** Returns the lock of a call, and the time (ms since the epoch) from which its records are wanted. */
async function rangeOf(call: OwnerCall) {
  const days = call.number('days', 1, MAX_DAYS);
  const sinceText = call.option('since');
  if (days !== undefined && sinceText !== undefined) throw new UsageError('Say --since or --days, not both.');
  const now = call.now();
  const lock = await findLock(call);
  const zone = await zoneOf(call, lock.id);
  const since =
    sinceText === undefined
      ? now - (days ?? DEFAULT_DAYS) * DAY_MS
      : parseWhen(sinceText, { name: '--since', now, zone, after: now - 7 * DAY_MS });
  if (since > now) throw new UsageError('--since is in the future.');
  return { lock, zone, since };
}

/** Returns the records of a call; as many as `enoughRecords` or more only if older ones may be missing. */
async function recordsOf(call: OwnerCall, enoughRecords: number) {
  const { lock, zone, since } = await rangeOf(call);
  const items = await call.account().locks.records(lock.id, since, { enoughRecords });
  return { items, zone, name: lock.name };
}

async function exportRecords(call: OwnerCall): Promise<number> {
  const named = await call.word('FILE', (text) => fileFault(call, text));
  const file = resolve(call.terminal.cwd, named);
  const { items } = await recordsOf(call, MAX_EXPORTED);
  const isComplete = items.length < MAX_EXPORTED;
  const isCsv = named.toLowerCase().endsWith('.csv');
  writePrivateFile(file, isCsv ? csv(items) : `${JSON.stringify(items.map(recordJson), null, 2)}\n`);
  call.printResult(
    { file, records: items.length, isComplete },
    `Wrote ${items.length} ${items.length === 1 ? 'record' : 'records'} to ${file}.`,
  );
  if (!isComplete) call.note('Older records are left out: export a shorter time.');
  return 0;
}

/** Returns why a file cannot be written; `undefined` if it can. */
function fileFault(call: OwnerCall, named: string): string | undefined {
  if (!/\.(csv|json)$/i.test(named)) return 'FILE must end with .csv or .json.';
  const file = resolve(call.terminal.cwd, named);
  if (!existsSync(dirname(file))) return `There is no folder ${dirname(file)}.`;
  if (!existsSync(file) || call.has('force')) return undefined;
  return `${file} exists already: say another name, or --force to replace it.`;
}

function recordJson({ happenedAt, receivedAt, type, battery, description }: LockRecord) {
  return {
    at: new Date(happenedAt).toISOString(),
    receivedAt: new Date(receivedAt).toISOString(),
    event: description?.event ?? 'other',
    how: description?.how ?? null,
    who: description?.who ?? null,
    succeeded: description?.succeeded ?? null,
    type,
    battery: battery ?? null,
  };
}

function csv(items: readonly LockRecord[]): string {
  const head = ['at', 'receivedAt', 'event', 'how', 'who', 'succeeded', 'type', 'battery'];
  const rows = items.map((item) => Object.values(recordJson(item)).map((value) => String(value ?? '')));
  return [head, ...rows].map(csvRow).join('');
}

function hasFailed({ description }: LockRecord): boolean {
  return description?.succeeded === false || description?.event === 'refused';
}

function eventWords({ description }: LockRecord): string {
  return EVENT_WORDS[description?.event ?? 'other'];
}

function whoWords(description: RecordDescription | undefined): string {
  return description?.who ?? description?.keyName ?? '-';
}
