import { CANCELLED, type Clock } from './clock.ts';

/** Something took longer than there was time for. It may yet end. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(ms: number) {
    super(`No answer within ${ms} ms`);
  }
}

/** What work comes to, or {@link TimeoutError} where it takes longer than `ms` milliseconds of the clock; it is not ended. */
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
