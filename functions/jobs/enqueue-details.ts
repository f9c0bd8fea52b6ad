import type { Jobs } from './jobs.ts';

const MINUTE_MS = 60_000;

/** Enqueues a reading of lock details for `at`, ms since the epoch. Another one for the same minute does nothing. */
export function enqueueDetails(jobs: Jobs, accountId: string, at: number): Promise<void> {
  const key = `details-${accountId}-${Math.floor(at / MINUTE_MS)}`;
  return jobs.enqueue({ kind: 'details', accountId }, { at, key });
}
