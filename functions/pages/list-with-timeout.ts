import { CANCELLED, type Clock } from '../clock.ts';
import { CloudFailureError } from '../locks/cloud-failure-error.ts';
import type { CallOptions, CloudLock, LockCloud } from '../locks/lock-cloud.ts';
import { TimeoutError, withTimeout } from '../timeout.ts';

/**
 * Each call has a limit of its own, and yet a list of many pages, or one that waits for its turn, may take minutes. A call
 * that hangs and its repetition take 21 s; nobody looks at an empty page for longer than this.
 */
const MAX_LIST_MS = 25_000;

/** The locks of an account for a page that somebody waits for. Rejects with `CloudFailureError`, also when it takes too long. */
export async function listWithTimeout(
  cloud: LockCloud,
  options: Omit<CallOptions, 'signal'>,
  clock: Clock,
): Promise<CloudLock[]> {
  const late = new AbortController();
  try {
    return await withTimeout(cloud.list({ ...options, signal: late.signal }), MAX_LIST_MS, clock);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    late.abort(CANCELLED);
    throw new CloudFailureError(`no list of locks within ${MAX_LIST_MS} ms`, {
      reason: 'timed-out',
      executed: 'no',
    });
  }
}
