import { type Clock, OVER } from '../clock.ts';

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
  return { at, passed, cancel: () => cancelled.abort(OVER) };
}
