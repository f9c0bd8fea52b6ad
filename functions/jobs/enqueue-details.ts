import type { Jobs } from './jobs.ts';

const MINUTE_MS = 60_000;

/**
 * Enqueues a reading of the lock details of an account for `at`, ms since the epoch. Enqueueing another one for the same minute
 * does nothing.
 */
export function enqueueDetails(jobs: Jobs, accountId: string, at: number): Promise<void> {
  const key = `details-${accountId}-${Math.floor(at / MINUTE_MS)}`;
  return jobs.enqueue({ kind: 'details', accountId }, { at, key });
}
