import { CANCELLED, type Clock, delayUntil } from '../clock.ts';
import { TimeoutError, withTimeout } from '../timeout.ts';

/** A time that several promises are raced against. */
export interface Deadline {
  readonly at: number;
  /** Resolves at the deadline, at once if it is past; never after {@link Deadline.cancel}. */
  readonly passed: Promise<void>;
  cancel(): void;
}

/** Starts a deadline at a time of the clock, ms since the epoch. */
export function startDeadline(clock: Clock, at: number): Deadline {
  const cancelled = new AbortController();
  const passed = new Promise<void>((resolve) => {
    delayUntil(clock, at, cancelled.signal).then(resolve, () => undefined);
  });
  return { at, passed, cancel: () => cancelled.abort(CANCELLED) };
}

/** Resolves or rejects as `work`, or with `otherwise()` after `ms`. Does not cancel `work`; the caller must track it. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>, otherwise: () => T): Promise<T> {
  try {
    return await withTimeout(work, ms, clock);
  } catch (error) {
    if (error instanceof TimeoutError) return otherwise();
    throw error;
  }
}
