import type { LoadedAccount } from '../accounts/accounts.ts';
import { stateOf } from '../locks/account-state.ts';
import type { ActivityEntry } from './activity-entry.ts';

/** An entry as files have it: times as ISO 8601 in UTC, `null` for what is not known. */
interface ExportedEntry {
  readonly time: string;
  readonly door: string | null;
  readonly lockId: string | null;
  readonly event: string;
  readonly how: string | null;
  readonly who: string | null;
  readonly key: string | null;
  /** `unknown` if nobody knows how a command ended. */
  readonly result: 'ok' | 'failed' | 'unknown';
  readonly reason: string | null;
  readonly source: string;
  /** `no` if only a webhook says so. */
  readonly confirmed: 'yes' | 'no';
  readonly seenAtDoor: string | null;
  readonly lockTime: string | null;
  readonly received: string | null;
  readonly recordId: string | null;
  /** The name of the PIN that a command of Google came with. */
  readonly pin: string | null;
  /** The id of the Google user's link; `accounts export` lists them. */
  readonly link: string | null;
}

const COLUMNS = [
  ...['time', 'door', 'lockId', 'event', 'how', 'who', 'key', 'result', 'reason', 'source', 'confirmed'],
  ...['seenAtDoor', 'lockTime', 'received', 'recordId', 'pin', 'link'],
] as readonly (keyof ExportedEntry)[];

/** The beginnings of cells that spreadsheets take for formulas; those for Japanese and Chinese take the wide signs, too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/** Yields a CSV file (RFC 4180, UTF-8) of an account's activity, entry by entry. A cell that a spreadsheet could run gets an apostrophe. */
export async function* activityCsv(
  entries: AsyncIterable<ActivityEntry>,
  account: LoadedAccount,
): AsyncGenerator<string> {
  yield csvRow(COLUMNS);
  const toExported = createToExported(account);
  for await (const entry of entries) {
    const exported = toExported(entry);
    yield csvRow(COLUMNS.map((column) => exported[column] ?? ''));
  }
}

/** Yields a JSON array of an account's activity, entry by entry. */
export async function* activityJson(
  entries: AsyncIterable<ActivityEntry>,
  account: LoadedAccount,
): AsyncGenerator<string> {
  const toExported = createToExported(account);
  let before = '[\n';
  for await (const entry of entries) {
    yield `${before}${JSON.stringify(toExported(entry))}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** Returns a function that gives an entry the names of the account's doors and Google users. */
function createToExported({ account, states }: LoadedAccount): (entry: ActivityEntry) => ExportedEntry {
  const grants = [...account.grants].sort((one, other) => one.createdAt - other.createdAt);
  const googleUser = (grantId: string) => {
    const index = grants.findIndex(({ id }) => id === grantId);
    return index === -1 ? 'Google user (link ended)' : `Google user ${index + 1}`;
  };
  return ({ at, lockId, event, how, who, grantId, ...entry }) => ({
    time: iso(at) ?? '',
    door: (lockId !== undefined && stateOf(states, lockId).listed?.name) || null,
    lockId: lockId ?? null,
    event,
    how: how ?? null,
    who: who ?? (grantId === undefined ? null : googleUser(grantId)),
    key: entry.keyName ?? null,
    result: entry.succeeded === undefined ? 'unknown' : entry.succeeded ? 'ok' : 'failed',
    reason: entry.reason ?? null,
    source: entry.source,
    confirmed: entry.isUnconfirmed ? 'no' : 'yes',
    seenAtDoor: iso(entry.seenAt),
    lockTime: iso(entry.lockAt),
    received: iso(entry.receivedAt),
    recordId: entry.recordId ?? null,
    pin: entry.pin?.name ?? null,
    link: grantId ?? null,
  });
}

/** Returns a row of CSV (RFC 4180). A cell that a spreadsheet could run gets an apostrophe. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function iso(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
