/** Time as a dependency: tests move it instead of waiting. Only composition roots use the machine's clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason when it is aborted first, and clears the timer. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The reason for cancelling a wait. `abort()` without one creates a stack, which takes a tenth of a millisecond. */
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
