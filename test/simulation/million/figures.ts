import { DEPLOYMENT_DEFAULTS } from '../../../functions/config/firebase-parameters.ts';
import { busiest, type Counts } from './counts.ts';
import { type Bill, billOf, type Usage } from './prices.ts';

/** Days of a month, for prices. */
export const MONTH = 30;

/** A simulated day as figures. */
export interface DayFigures {
  readonly accounts: number;
  /** By name, per account and day. */
  readonly perAccount: ReadonlyMap<string, number>;
  readonly bill: { readonly list: Bill; readonly afterFreeQuota: Bill };
  readonly limits: readonly Limit[];
  /** Tasks and requests that were given up or refused, and warnings, by name. */
  readonly troubles: ReadonlyMap<string, number>;
}

/** Something that Google or the product limits. */
export interface Limit {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly unit: string;
  /** True if it grows with the accounts. */
  readonly grows: boolean;
}

/** Returns the figures of a day. `bytes`: the documents of one account. */
export function figuresOf(counts: Counts, accounts: number, bytes: number): DayFigures {
  const { sums, seconds, most } = counts;
  const sum = (prefix: string) =>
    Object.entries(sums).reduce((total, [name, count]) => total + (name.startsWith(prefix) ? count : 0), 0);
  const ofSeries = (prefix: string, window = 1) =>
    Math.max(
      0,
      ...Object.entries(seconds).map(([name, each]) => (name.startsWith(prefix) ? busiest(each, window) : 0)),
    );
  const seconds99 = (name: string, share: number) => (counts.durations[name]?.quantile(share) ?? 0) / 1000;
  const day = {
    'calls to us (Google, Sifely)': sum('requests api'),
    'calls to Sifely': sum('sifely calls'),
    'calls to HomeGraph': sum('homegraph '),
    tasks: sum('job '),
    'documents read': sum('reads '),
    'documents written': sum('writes '),
    'seconds of instances': sum('billed ms ') / 1000,
  };
  const usage: Usage = {
    reads: day['documents read'] * MONTH,
    writes: day['documents written'] * MONTH,
    deletes: sum('deletes ') * MONTH,
    storedGib: (bytes * accounts) / 2 ** 30,
    taskOperations: sum('task operations') * MONTH,
    requests: sum('requests ') * MONTH,
    vcpuSeconds: day['seconds of instances'] * MONTH,
    gibSeconds: (day['seconds of instances'] * MONTH * DEPLOYMENT_DEFAULTS.MEMORY_MIB) / 1024,
  };
  const limit = (name: string, value: number, highest: number, unit: string, grows = true): Limit => ({
    ...{ name, value, unit, grows },
    most: highest,
  });
  return {
    accounts,
    perAccount: new Map(Object.entries(day).map(([name, count]) => [name, count / accounts])),
    bill: { list: billOf(usage, 'list'), afterFreeQuota: billOf(usage, 'after-free-quota') },
    limits: [
      limit(
        'calls to HomeGraph a minute, in the busiest quarter of an hour',
        ofSeries('homegraph taken', 900) / 15,
        6000,
        '',
      ),
      limit(
        'tasks a second of the busiest queue in its busiest minute',
        ofSeries('deliveries ', 60) / 60,
        500,
        '',
      ),
      limit(
        'writes to the busiest range of an index in its busiest second',
        ofSeries('index '),
        500,
        '',
        false,
      ),
      limit('writes to the busiest document in a minute', ofMost(most, 'writes in a minute '), 60, '', false),
      limit('a report waits for its turn, longest', seconds99('wait report', 1), 60, ' s', false),
      limit(
        'from the movement that we learn of to HomeGraph, longest',
        seconds99('report age', 1),
        60,
        ' s',
        false,
      ),
      limit('a poll is late, longest', seconds99('poll late', 1), 3600, ' s', false),
    ],
    troubles: new Map([
      ...Object.entries(sums).filter(([name]) => TROUBLE.test(name)),
      ...refusals(seconds['homegraph refused']),
    ]),
  };
}

const TROUBLE = /^(?:given up|failed|refused|log:)/;

function refusals(series: Uint32Array | undefined): [string, number][] {
  const sum = series?.reduce((total, count) => total + count, 0) ?? 0;
  return sum === 0 ? [] : [['HomeGraph refused a call for its quota (429)', sum]];
}

function ofMost(most: Readonly<Record<string, number>>, prefix: string): number {
  return Math.max(0, ...Object.entries(most).map(([name, value]) => (name.startsWith(prefix) ? value : 0)));
}

/** Returns days beside each other as Markdown: the last column compares the largest deployment with the first. */
export function describeDays(days: readonly DayFigures[]): string {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('no days to describe');
  const names = [...first.perAccount.keys()];
  const head = `| Per account and day | ${days.map(({ accounts }) => grouped(accounts)).join(' | ')} | ${grouped(last.accounts)} : ${grouped(first.accounts)} |`;
  const row = (name: string, value: (day: DayFigures) => number, digits = 2) =>
    `| ${name} | ${days.map((day) => value(day).toFixed(digits)).join(' | ')} | ${(value(last) / value(first)).toFixed(2)} |`;
  const dollars = (name: string, value: (day: DayFigures) => number) =>
    `| ${name} | ${days.map((day) => `$${value(day).toFixed(2)}`).join(' | ')} | |`;
  return [
    head,
    `|---|${days.map(() => '---|').join('')}---|`,
    ...names.map((name) => row(name, (day) => day.perAccount.get(name) ?? 0)),
    row(
      'dollars a month for 1000 accounts, without free quotas',
      ({ bill, accounts }) => (bill.list.total / accounts) * 1000,
    ),
    dollars('**dollars a month in all**, free quotas used', ({ bill }) => bill.afterFreeQuota.total),
    dollars('of which Firestore', ({ bill }) => bill.afterFreeQuota.firestore),
    dollars('of which Cloud Tasks', ({ bill }) => bill.afterFreeQuota.tasks),
    dollars('of which functions', ({ bill }) => bill.afterFreeQuota.functions),
  ].join('\n');
}

/** Returns the limits beside each other as Markdown, with the number of accounts at which each would be reached. */
export function describeLimits(days: readonly DayFigures[]): string {
  const last = days.at(-1);
  if (last === undefined) throw new RangeError('no days to describe');
  const rows = last.limits.map(({ name, most, unit, grows, value }, index) => {
    const cells = days.map(({ limits }) => `${shown(limits[index]?.value ?? 0)}${unit}`);
    const reached = grows ? grouped(Math.floor((last.accounts * most) / value / 10_000) * 10_000) : '';
    return `| ${name} | ${cells.join(' | ')} | ${grouped(most)}${unit} | ${reached} |`;
  });
  return [
    `| | ${days.map(({ accounts }) => grouped(accounts)).join(' | ')} | Limit | Reached at |`,
    `|---|${days.map(() => '---|').join('')}---|---|`,
    ...rows,
  ].join('\n');
}

function shown(value: number): string {
  return value < 100 && value % 1 !== 0 ? value.toFixed(1) : grouped(Math.round(value));
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
