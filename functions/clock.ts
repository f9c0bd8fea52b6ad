/** Time as a dependency: tests move it instead of waiting. Only composition roots use the machine's clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason when it is aborted first, and clears the timer. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The reason for cancelling a wait. `abort()` without one creates a stack, which takes a tenth of a millisecond. */
export const CANCELLED = new Error('no longer needed');

/** How soon a wait for a time of the clock sees that the clock was set forward. */
const PULSE_MS = 1000;

interface Waiting {
  readonly isDue: () => boolean;
  readonly end: () => void;
}

const waiting = new Set<Waiting>();
let pulse: NodeJS.Timeout | undefined;

function onPulse(): void {
  for (const { isDue, end } of [...waiting]) if (isDue()) end();
  if (waiting.size > 0) return;
  clearInterval(pulse);
  pulse = undefined;
}

/**
 * Resolves at a time of the clock, ms since the epoch. Timers count the machine's own time: one that was set an hour ahead still
 * waits an hour after NTP moved the clock there, so the clock is looked at every second. Rejects as `delay` does.
 */
export async function delayUntil(clock: Clock, at: number, signal?: AbortSignal): Promise<void> {
  const inner = new AbortController();
  const forward = () => inner.abort(signal?.reason);
  let isEarly = false;
  const end = () => {
    isEarly = true;
    inner.abort(CANCELLED);
  };
  const entry: Waiting = { isDue: () => clock.now() >= at, end };
  if (signal?.aborted) forward();
  else signal?.addEventListener('abort', forward, { once: true });
  waiting.add(entry);
  pulse ??= setInterval(onPulse, PULSE_MS).unref();
  try {
    await clock.delay(Math.max(0, at - clock.now()), inner.signal);
  } catch (error) {
    if (!isEarly) throw error;
  } finally {
    waiting.delete(entry);
    signal?.removeEventListener('abort', forward);
  }
}

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  delay: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      timer.unref();
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
