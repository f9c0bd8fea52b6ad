import type { Jobs } from './jobs.ts';

/**
 * Enqueues the work on the guests of an account for `at`, ms since the epoch. Another one for the same millisecond does nothing; two that
 * run at once do no harm.
 */
export function enqueueGuests(jobs: Jobs, accountId: string, at: number): Promise<void> {
  const ms = Math.ceil(at);
  return jobs.enqueue({ kind: 'guests', accountId }, { at: ms, key: `guests-${accountId}-${ms}` });
}
