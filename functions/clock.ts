/**
 * Time as a dependency. Only composition roots use the machine's clock and timers, so that tests move time instead of
 * waiting.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds of this clock. Rejects with the signal's reason when it is aborted first, and clears
   * the timer.
   */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The reason for cancelling a wait that is no longer needed. `abort()` without a reason creates an exception with a stack,
 * which takes a tenth of a millisecond.
 */
export const CANCELLED = new Error('no longer needed');

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
