import { type Clock, OVER } from '../clock.ts';
import { inTime, NotInTime } from '../in-time.ts';
import { CloudFailure } from '../locks/cloud-failure.ts';
import type { CallOptions, CloudLock, LockCloud } from '../locks/lock-cloud.ts';

/**
 * Each call has a limit of its own, and yet a list of many pages, or one that waits for its turn, may take minutes. A call
 * that hangs and its repetition take 21 s; nobody looks at an empty page for longer than this.
 */
const LONGEST_MS = 25_000;

/** The locks of an account for a page that somebody waits for. Rejects with `CloudFailure`, also when it takes too long. */
export async function listInTime(
  cloud: LockCloud,
  options: Omit<CallOptions, 'signal'>,
  clock: Clock,
): Promise<CloudLock[]> {
  const late = new AbortController();
  try {
    return await inTime(cloud.list({ ...options, signal: late.signal }), LONGEST_MS, clock);
  } catch (error) {
    if (!(error instanceof NotInTime)) throw error;
    late.abort(OVER);
    throw new CloudFailure(`no list of locks within ${LONGEST_MS} ms`, {
      reason: 'timed-out',
      retry: 'later',
      executed: 'no',
      advice: 'The list of your locks took too long; try again in a minute.',
    });
  }
}
