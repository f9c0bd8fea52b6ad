import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { PlayClock } from './play-clock.ts';

const saved = v.object({ aheadMs: v.number() });

/**
 * Opens the clock of a playground. How far it is ahead is kept in a file: what is stored already carries its times, and no clock may
 * go back.
 */
export function openPlayClock(file: string): PlayClock {
  return new PlayClock(read(file), (aheadMs) =>
    writeFileSync(file, JSON.stringify({ aheadMs }), { mode: 0o600 }),
  );
}

function read(file: string): number {
  try {
    return v.parse(saved, JSON.parse(readFileSync(file, 'utf8'))).aheadMs;
  } catch {
    return 0;
  }
}
