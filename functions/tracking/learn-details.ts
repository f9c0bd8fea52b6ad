import { openAccountCloud } from '../accounts/account-cloud.ts';
import { isRefused } from '../accounts/credentials/credential-refusal.ts';
import { learnLockDetails } from '../accounts/learn-lock-details.ts';
import { enqueueDetails } from '../jobs/enqueue-details.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import { budgetGrade } from './call-budget.ts';
import type { TrackingDeps } from './deps.ts';

/** Creates the handler that reads the due lock details of an account, and enqueues itself again for the rest. */
export function createLearnDetails(deps: TrackingDeps): HandlerOf<'details'> {
  const { accounts, clock, config, jobs } = deps;
  return async ({ accountId }) => {
    const loaded = await accounts.load(accountId);
    if (loaded === undefined || isRefused(loaded.account, clock.now())) return;
    // SYNC and polls read them once there are calls again.
    if (budgetGrade(loaded.states.usage, config.sifely.monthlyCalls, clock.now()) === 'exhausted') return;
    const opened = openAccountCloud(deps, loaded.account);
    const goOnAt = await learnLockDetails(deps, loaded, loaded.states, opened);
    if (goOnAt !== undefined) await enqueueDetails(jobs, accountId, goOnAt);
  };
}
