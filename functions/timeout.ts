import { CANCELLED, type Clock } from './clock.ts';

/** A wait has timed out. The work may still end. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(ms: number) {
    super(`No answer within ${ms} ms`);
  }
}

/** Resolves with the result of `work`; rejects with {@link TimeoutError} after `ms` milliseconds. Does not cancel `work`. */
export async function withTimeout<T>(work: Promise<T>, ms: number, clock: Clock): Promise<T> {
  const done = new AbortController();
  const late = clock.delay(ms, done.signal).then(() => {
    throw new TimeoutError(ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort(CANCELLED);
    await late.catch(() => {});
  }
}
