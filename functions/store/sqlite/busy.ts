import { setTimeout } from 'node:timers/promises';

/** How long an operation waits for another program's lock. Writes of our own processes take milliseconds. */
export const BUSY_TIMEOUT_MS = 5000;

const FIRST_PAUSE_MS = 2;
const MAX_PAUSE_MS = 50;

/** SQLITE_BUSY; the higher bits say why. */
const BUSY = 5;

/** True if another program holds the lock that a statement needs: nothing was read or written. */
export function isBusy(error: unknown): boolean {
  const { code, errcode } = Object(error);
  return code === 'ERR_SQLITE_ERROR' && (Number(errcode) & 0xff) === BUSY;
}

/** Returns the pause before an attempt (1 for the second), half of it random: processes that wait must not collide again. */
export function busyPauseMs(attempt: number): number {
  const pauseMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10));
  return pauseMs * (0.5 + Math.random() / 2);
}

/** Repeats synchronous work while another program holds its lock, and serves other requests in between. Throws its last error. */
export async function whenFree<T>(work: () => T): Promise<T> {
  const attempts = attempted(work);
  for (;;) {
    const { done, value } = attempts.next();
    if (done) return value;
    await setTimeout(value);
  }
}

/** The same where nothing else can be served yet: the thread sleeps between the attempts. */
export function whenFreeBlocking<T>(work: () => T): T {
  const attempts = attempted(work);
  for (;;) {
    const { done, value } = attempts.next();
    if (done) return value;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, value);
  }
}

/** Attempts work until it meets no lock, or waited long enough; yields the pause before each further attempt, in ms. */
function* attempted<T>(work: () => T): Generator<number, T> {
  const giveUpAt = performance.now() + BUSY_TIMEOUT_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= giveUpAt) throw error;
    }
    yield busyPauseMs(attempt);
  }
}
