import type { AccountCloud } from '../../accounts/account-cloud.ts';
import type { LoadedAccount } from '../../accounts/accounts.ts';
import { learnLockDetails } from '../../accounts/learn-lock-details.ts';
import { enqueueDetails } from '../../jobs/enqueue-details.ts';
import type { AccountState } from '../../locks/account-state.ts';
import type { IntentDeps } from '../deps.ts';

/** Reads the lock details of an account that are due, in the background. What is left becomes a job. */
export function refreshLockDetails(
  deps: IntentDeps,
  loaded: LoadedAccount,
  states: AccountState,
  opened: AccountCloud,
): void {
  const { background, jobs, learning, logger } = deps;
  const accountId = loaded.account.id;
  if (learning.has(accountId)) return;
  learning.add(accountId);
  const work = async () => {
    try {
      const goOnAt = await learnLockDetails(deps, loaded, states, opened);
      if (goOnAt !== undefined) await enqueueDetails(jobs, accountId, goOnAt);
    } catch (error) {
      logger.warn('could not enqueue a reading of lock details', { accountId, error });
    } finally {
      learning.delete(accountId);
    }
  };
  void background.track(work());
}
