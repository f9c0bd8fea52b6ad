import { CANCELLED, type Clock } from '../clock.ts';
import { TimeoutError, withTimeout } from '../timeout.ts';

/** A moment that several things are raced against. */
export interface Deadline {
  readonly at: number;
  /** Resolves when the moment has come, at once when it is past; never after {@link Deadline.cancel}. */
  readonly passed: Promise<void>;
  /** Lets go of the timer. */
  cancel(): void;
}

/** A deadline at a moment of the clock, ms since the epoch. */
export function startDeadline(clock: Clock, at: number): Deadline {
  const cancelled = new AbortController();
  const passed = new Promise<void>((resolve) => {
    clock.delay(Math.max(0, at - clock.now()), cancelled.signal).then(resolve, () => undefined);
  });
  return { at, passed, cancel: () => cancelled.abort(CANCELLED) };
}

/**
 * What work comes to within `ms` milliseconds, else `otherwise`: the work goes on then, and must be tracked by who started
 * it. Rejects when the work does so in time.
 */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>, otherwise: () => T): Promise<T> {
  try {
    return await withTimeout(work, ms, clock);
  } catch (error) {
    if (error instanceof TimeoutError) return otherwise();
    throw error;
  }
}
