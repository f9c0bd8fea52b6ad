/**
 * Time as a dependency. Nothing outside a composition root reads the machine's clock or sets a timer, so that
 * tests move time instead of waiting for it.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds of this clock. Rejects with the signal's reason when it is aborted first; the
   * timer is gone then.
   */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The reason with which a wait that nobody needs any more is ended. An `abort()` without a reason makes an exception with
 * a stack, a tenth of a millisecond each time.
 */
export const CANCELLED = new Error('no longer needed');

/** The machine's own time. Its timers do not keep a process alive. */
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
