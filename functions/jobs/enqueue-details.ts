import { hash } from 'node:crypto';
import type { Jobs } from './jobs.ts';

const MINUTE_MS = 60_000;

/** Enqueues a reading of lock details for `at`, ms since the epoch. Another one for the same minute and the same locks does nothing. */
export function enqueueDetails(
  jobs: Jobs,
  accountId: string,
  at: number,
  lockIds: readonly string[] = [],
): Promise<void> {
  const locksHash = hash('sha256', lockIds.join(), 'base64url').slice(0, 12);
  const key = `details-${accountId}-${Math.floor(at / MINUTE_MS)}-${locksHash}`;
  return jobs.enqueue({ kind: 'details', accountId }, { at, key });
}
