import type { Account } from '../../accounts/account.ts';
import { lockDetailsDue } from '../../accounts/learn-lock-details.ts';
import { enqueueDetails } from '../../jobs/enqueue-details.ts';
import type { AccountState } from '../../locks/account-state.ts';
import type { IntentDeps } from '../deps.ts';

/** Enqueues the job that reads the lock details of an account, if some are due. Never rejects: the next SYNC or poll reads them. */
export async function enqueueDueDetails(
  { clock, jobs, logger }: IntentDeps,
  account: Account,
  states: AccountState,
): Promise<void> {
  const now = clock.now();
  const lockIds = lockDetailsDue(account, states, now);
  if (lockIds.length === 0) return;
  try {
    await enqueueDetails(jobs, account.id, now, lockIds);
  } catch (error) {
    logger.warn('could not enqueue a reading of lock details', { accountId: account.id, error });
  }
}
