import { CANCELLED, type Clock } from '../clock.ts';
import { CloudFailureError } from '../locks/cloud-failure-error.ts';
import type { CallOptions, CloudLock, LockCloud } from '../locks/lock-cloud.ts';
import { TimeoutError, withTimeout } from '../timeout.ts';

/** How long a person waits for a list at most. A call that hangs and its retry take 21 s; many pages or the rate limit, minutes. */
const MAX_LIST_MS = 25_000;

/**
 * Lists the locks of an account for a page, ahead of readings in the background. Rejects with `CloudFailureError`, also after `maxMs`.
 */
export async function listWithTimeout(
  cloud: LockCloud,
  options: Omit<CallOptions, 'signal' | 'priority'>,
  clock: Clock,
  maxMs = MAX_LIST_MS,
): Promise<CloudLock[]> {
  const timeout = new AbortController();
  try {
    return await withTimeout(
      cloud.list({ ...options, priority: 'command', signal: timeout.signal }),
      maxMs,
      clock,
    );
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    timeout.abort(CANCELLED);
    throw new CloudFailureError(`no list of locks within ${maxMs} ms`, {
      reason: 'timed-out',
      executed: 'no',
    });
  }
}
