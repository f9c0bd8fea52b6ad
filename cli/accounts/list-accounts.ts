import { sharedIds } from '../../functions/accounts/shared-lock.ts';
import { countOf } from '../../functions/doctor/words.ts';
import { callsInMonth } from '../../functions/locks/call-usage.ts';
import { printable, printableJson } from '../../functions/logs/printable.ts';
import { type AccountTrouble, accountTroubles } from '../../functions/operator/account-troubles.ts';
import { allDocuments } from '../../functions/store/all-documents.ts';
import { type CommandArguments, type Terminal, UsageError } from '../command.ts';
import type { Operator } from '../open-operator.ts';
import { fittedTableLines } from '../table.ts';
import { time, troubleWords } from './trouble-words.ts';

const DEFAULT_LIMIT = 1000;
/** Accounts that are read at the same time. */
const MAX_CONCURRENT = 20;

/** One account of the list. */
interface Row {
  readonly id: string;
  readonly user?: string;
  readonly links: number;
  readonly locks: number;
  readonly createdAt: number;
  readonly syncedAt?: number;
  readonly calls: number;
  readonly troubles: readonly AccountTrouble[];
}

/** An account whose documents cannot be read. */
interface Unreadable {
  readonly id: string;
  readonly error: string;
}

/** `accounts list`. Prints a table or JSON: those with troubles first, the newest first within. */
export async function list(
  terminal: Terminal,
  operator: Operator,
  values: CommandArguments['values'],
): Promise<number> {
  const limit = Number(values['limit'] ?? DEFAULT_LIMIT);
  if (!Number.isSafeInteger(limit) || limit < 0) throw new UsageError('--limit needs a whole number');
  const { rows, unreadable } = await readAll(operator, values['names'] === true);
  const failing = rows.filter(({ troubles }) => troubles.length > 0).sort(byAge);
  const well = rows.filter(({ troubles }) => troubles.length === 0).sort(byAge);
  const shown = [...failing, ...(values['failing'] === true ? [] : well)].slice(0, limit);
  const counts = {
    accounts: rows.length,
    links: sum(rows.map(({ links }) => links)),
    locks: sum(rows.map(({ locks }) => locks)),
    failing: failing.length,
    unreadable: unreadable.length,
    troubles: countTroubles(rows),
  };
  if (values['json'] === true) {
    terminal.print(printableJson({ counts, accounts: shown.map(readable), unreadable }));
    return unreadable.length === 0 ? 0 : 1;
  }
  if (shown.length > 0)
    for (const line of fittedTableLines(table(shown), terminal.columns)) terminal.print(line);
  for (const { id, error } of unreadable) terminal.note(`${id} cannot be read: ${error}`);
  terminal.print('');
  terminal.print(
    `${countOf(counts.accounts, 'account')}, ${countOf(counts.links, 'link')}, ${countOf(counts.locks, 'shared lock')}; ${counts.failing} with troubles`,
  );
  return unreadable.length === 0 ? 0 : 1;
}

async function readAll(
  { store, accounts, config, clock, userOf }: Operator,
  withNames: boolean,
): Promise<{ readonly rows: Row[]; readonly unreadable: Unreadable[] }> {
  const rows: Row[] = [];
  const unreadable: Unreadable[] = [];
  const now = clock.now();
  const ids = allDocuments(store, 'accounts');
  const read = async () => {
    for (let next = await ids.next(); next.done !== true; next = await ids.next()) {
      const { id } = next.value.key;
      try {
        const loaded = await accounts.load(id);
        if (loaded === undefined) continue;
        const { account, states } = loaded;
        const user = withNames ? userOf(account) : undefined;
        rows.push({
          ...{ id, links: account.grants.length, locks: sharedIds(account).length },
          ...(user !== undefined && { user }),
          createdAt: account.createdAt,
          ...(states.google?.syncedAt !== undefined && { syncedAt: states.google.syncedAt }),
          calls: callsInMonth(states.usage, now),
          troubles: accountTroubles(loaded, config.sifely, now),
        });
      } catch (error) {
        if (Object(error).name !== 'DocumentUnreadableError') throw error;
        unreadable.push({ id, error: Object(error).message });
      }
    }
  };
  // One generator serves all: each of its values goes to one reader.
  await Promise.all(Array.from({ length: MAX_CONCURRENT }, read));
  return { rows, unreadable };
}

function table(rows: readonly Row[]): (string | number)[][] {
  const hasNames = rows.some(({ user }) => user !== undefined);
  const head = [
    'ACCOUNT',
    ...(hasNames ? ['USER'] : []),
    'LINKS',
    'LOCKS',
    'CALLS',
    'LINKED SINCE',
    'LAST SYNC',
    'STATE',
  ];
  return [
    head,
    ...rows.map(({ id, user = '', links, locks, calls, createdAt, syncedAt, troubles }) => [
      ...[id, ...(hasNames ? [printable(user)] : []), links, locks, calls, time(createdAt), time(syncedAt)],
      troubles.length === 0 ? 'ok' : troubles.map(troubleWords).join('; '),
    ]),
  ];
}

function readable({ createdAt, syncedAt, troubles, ...row }: Row) {
  return {
    ...row,
    createdAt: new Date(createdAt).toISOString(),
    syncedAt: syncedAt === undefined ? null : new Date(syncedAt).toISOString(),
    troubles: troubles.map(({ kind, at, locks }) => ({
      ...{ kind, ...(locks !== undefined && { locks }) },
      ...(at !== undefined && { at: new Date(at).toISOString() }),
    })),
  };
}

function countTroubles(rows: readonly Row[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of rows.flatMap(({ troubles }) => troubles)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function byAge(a: Row, b: Row): number {
  return b.createdAt - a.createdAt || a.id.localeCompare(b.id);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
