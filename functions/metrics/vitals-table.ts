import { BAR, type RatedIntent, rate, type VitalsDay } from './vitals.ts';

/** The columns of a table of vitals: `name` stands below or beside `of`, the intent that it belongs to. */
export const VITALS_COLUMNS: readonly { readonly of?: string; readonly name: string }[] = [
  { name: 'day' },
  ...['QUERY', 'EXECUTE'].flatMap((of) => [{ name: of }, { of, name: 'success' }, { of, name: 'p90' }]),
  { name: 'SYNC' },
  { of: 'SYNC', name: 'success' },
  { name: 'calls to Google' },
  { name: 'states right' },
];

/** A cell of a table of vitals. */
export interface VitalsCell {
  /** For people; `-` where nothing was counted. */
  readonly text: string;
  /** True if it misses {@link BAR}. */
  readonly misses: boolean;
}

/** Returns the cells of one day, as {@link VITALS_COLUMNS} names them. `name` is the first cell. */
export function vitalsRow(name: string, day: VitalsDay): VitalsCell[] {
  const { intents, calls, accuracy } = rate(day);
  return [
    ...[plain(name), ...intentCells(intents['query']), ...intentCells(intents['execute'])],
    ...intentCells(intents['sync']).slice(0, 2),
    ...[shareCell(calls, BAR.success), shareCell(accuracy, BAR.accuracy)],
  ];
}

/** Returns a share as a percentage, rounded down: 99.49 % is not shown as 99.5 %. */
export function percent(share: number): string {
  return `${(Math.floor(share * 10_000 + 1e-6) / 100).toFixed(2)} %`;
}

/** Returns the failures of each intent, "QUERY: deviceOffline 3, timeout 1"; none for an intent without any. */
export function failureLines(day: VitalsDay): string[] {
  return Object.entries(rate(day).intents).flatMap(([name, { failures }]) =>
    failures.length === 0
      ? []
      : [`${name.toUpperCase()}: ${failures.map(([code, count]) => `${code} ${count}`).join(', ')}`],
  );
}

function intentCells(intent: RatedIntent | undefined): VitalsCell[] {
  const { requests = 0, success, p90Ms } = intent ?? {};
  return [
    plain(String(requests)),
    shareCell(success, BAR.success),
    p90Ms === undefined ? plain('-') : { text: `${p90Ms} ms`, misses: p90Ms > BAR.p90Ms },
  ];
}

function shareCell(share: number | undefined, bar: number): VitalsCell {
  return share === undefined ? plain('-') : { text: percent(share), misses: share < bar };
}

function plain(text: string): VitalsCell {
  return { text, misses: false };
}
