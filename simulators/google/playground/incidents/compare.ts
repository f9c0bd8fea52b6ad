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
  const compared = [line('answers to Google', lines(expected.answers), lines(found.answers))];
  const { spoken, bolts, tiles } = expected;
  if (spoken !== undefined) compared.push(line('spoken', lines(spoken), lines(found.spoken ?? [])));
  if (bolts !== undefined) {
    const moved = found.bolts ?? {};
    for (const lockId of keys(bolts, moved))
      compared.push(
        line(`bolt of ${nameOf(lockId)}`, lines(bolts[lockId] ?? []), lines(moved[lockId] ?? [])),
      );
  }
  if (tiles !== undefined) {
    const shown = found.tiles ?? {};
    for (const key of keys(tiles, shown)) {
      const [user = '', lockId = ''] = key.split(/ (?=\S+$)/);
      compared.push(line(`tile of ${nameOf(lockId)} (${user})`, tiles[key] ?? 'none', shown[key] ?? 'none'));
    }
  }
  return compared;
}

function line(of: string, expected: string, found: string): Compared {
  return { of, isSame: expected === found, expected, found };
}

function keys(...records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}
