import { type Clock, OVER } from './clock.ts';

/** Something took longer than there was time for. It may yet end. */
export class NotInTime extends Error {
  override readonly name = 'NotInTime';

  constructor(ms: number) {
    super(`No answer within ${ms} ms`);
  }
}

/** What work comes to, or {@link NotInTime} where it takes longer than `ms` milliseconds of the clock; it is not ended. */
export async function inTime<T>(work: Promise<T>, ms: number, clock: Clock): Promise<T> {
  const done = new AbortController();
  const late = clock.delay(ms, done.signal).then(() => {
    throw new NotInTime(ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort(OVER);
    await late.catch(() => {});
  }
}
