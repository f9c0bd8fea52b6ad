import { readFileSync } from 'node:fs';

export interface OwnTimes {
  readonly count: number;
  /** Milliseconds from the arrival of a request to its answer, without those in which Sifely was waited for. */
  readonly p50: number;
  readonly p99: number;
}

/** Reads from a server's log how long each kind of intent took since a time, ms since the epoch. */
export function ownTimes(logFile: string, from: number): Readonly<Record<string, OwnTimes>> {
  const times = new Map<string, number[]>();
  for (const line of readFileSync(logFile, 'utf8').split('\n')) {
    if (!line.includes('"message":"intent"')) continue;
    const { intent, ourMs, time } = JSON.parse(line);
    if (typeof intent !== 'string' || typeof ourMs !== 'number' || Date.parse(time) < from) continue;
    const kind = intent.replace('action.devices.', '');
    const those = times.get(kind) ?? [];
    those.push(ourMs);
    times.set(kind, those);
  }
  return Object.fromEntries(
    [...times].map(([intent, ms]) => {
      const sorted = ms.toSorted((a, b) => a - b);
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return [intent, { count: sorted.length, p50: at(0.5), p99: at(0.99) }];
    }),
  );
}
