/** Time as a dependency: tests move it instead of waiting. Only composition roots use the machine's clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason when it is aborted first, and clears the timer. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** By how many ms, at most, the clock was set back since it showed `at`: so much more time has passed. Without it: unknown. */
  setBackSince?(at: number): number;
  /** By how many ms the clock was set back in all. */
  setBackMs?(): number;
}

/** The clocks of two processes are taken to differ by no more: a time that is further ahead is from before one was set back. */
export const MAX_SKEW_MS = 2000;

/** Returns a time as the clock shows it: earlier by as much as it is set back from now on. */
export function asShown(clock: Clock, at: number): () => number {
  const before = clock.setBackMs?.() ?? 0;
  return () => at + before - (clock.setBackMs?.() ?? 0);
}

/** Slewing and rounding are no set-backs. */
const MIN_SET_BACK_MS = 20;
/** A set-back is forgotten when the clock has passed it by so much. No command waits for longer. */
const FORGET_AFTER_MS = 120_000;

/** The times at which a clock was set back, by a timer that never is. */
export class SetBacks {
  /** By how many ms the clock was set back in all. */
  total = 0;
  #ahead: number | undefined;
  /** The clock showed `to`, and then `from`. */
  #steps: readonly { readonly from: number; readonly to: number }[] = [];

  /** Compares the clock with the timer, both in ms. */
  observe(now: number, timer: number): void {
    const ahead = now - timer;
    const step = (this.#ahead ?? ahead) - ahead;
    this.#ahead = ahead;
    if (step >= MIN_SET_BACK_MS) {
      this.total += step;
      this.#steps = [...this.#steps, { from: now, to: now + step }];
    }
    if (this.#steps.length > 0) this.#steps = this.#steps.filter(({ to }) => now < to + FORGET_AFTER_MS);
  }

  /** Returns {@link Clock.setBackSince}: a time that the clock showed twice counts as its first. */
  since(at: number): number {
    return this.#steps.reduce((sum, { from, to }) => (at <= to ? sum + to - from : sum), 0);
  }
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

const setBacks = new SetBacks();
let lastNow = Number.NaN;

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Required<Clock> = {
  now: () => {
    const now = Date.now();
    // Asked many times in a millisecond.
    if (now !== lastNow) setBacks.observe(now, performance.now());
    lastNow = now;
    return now;
  },
  setBackSince: (at) => setBacks.since(at),
  setBackMs: () => setBacks.total,
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
