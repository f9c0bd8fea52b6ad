import type { Expected } from './incident.ts';

/** One line of a comparison. */
export interface Compared {
  /** The stream: answers, sentences, the bolt of a lock, or a tile. */
  readonly of: string;
  readonly isSame: boolean;
  readonly expected: string;
  readonly found: string;
}

/** Compares what happened with what was recorded, stream by stream. Times are not compared: two runs never take the same. */
export function compare(expected: Expected, found: Expected, nameOf: (lockId: string) => string): Compared[] {
  const lines = (list: readonly string[]) => (list.length === 0 ? 'nothing' : list.join(' | '));
  const compared = [
    line('answers to Google', lines(expected.answers), lines(found.answers)),
    line('spoken', lines(expected.spoken), lines(found.spoken)),
  ];
  for (const lockId of keys(expected.bolts, found.bolts))
    compared.push(
      line(
        `bolt of ${nameOf(lockId)}`,
        lines(expected.bolts[lockId] ?? []),
        lines(found.bolts[lockId] ?? []),
      ),
    );
  for (const key of keys(expected.tiles, found.tiles)) {
    const [user = '', lockId = ''] = key.split(/ (?=\S+$)/);
    compared.push(
      line(`tile of ${nameOf(lockId)} (${user})`, expected.tiles[key] ?? 'none', found.tiles[key] ?? 'none'),
    );
  }
  return compared;
}

function line(of: string, expected: string, found: string): Compared {
  return { of, isSame: expected === found, expected, found };
}

function keys(...records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}
