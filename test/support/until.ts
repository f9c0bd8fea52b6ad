import { setImmediate } from 'node:timers/promises';

const GIVE_UP_MS = 10_000;

/** Waits for a few turns of the event loop, in which pending work runs. */
export async function flush(turns = 10): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}

/** Resolves when the condition holds, for results of real sockets and threads. Rejects after ten real seconds. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await setImmediate();
  }
}
