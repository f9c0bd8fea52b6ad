import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedIds } from '../accounts/shared-lock.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import { stateOf } from '../locks/account-state.ts';
import { accountDevices, descriptionHash } from '../smarthome/sync/account-devices.ts';
import type { ReportingDeps } from './deps.ts';
import { enqueueUnlinkedProbe } from './enqueue-request-sync.ts';
import { handleResult } from './handle-result.ts';
import { repeatLater } from './missed/missed-calls.ts';
import { canReport } from './reportable-locks.ts';
import { TryLaterError } from './try-later-error.ts';

/**
 * Creates the job that asks for a SYNC, unless the last one of every grant had the current devices and so found the change. It asks
 * about an account that Google did not know as well: the answer may be another one now.
 */
export function createRequestSync(deps: ReportingDeps): HandlerOf<'request-sync'> {
  return async (job) => {
    const { accountId } = job;
    const loaded = await deps.accounts.load(accountId);
    if (loaded === undefined || loaded.account.grants.length === 0) return;
    if (canReport(loaded) && isSynced(loaded, deps.clock.now())) return;
    try {
      const delivery = await handleResult(deps, loaded, await deps.homeGraph.requestSync(accountId));
      const { unlinkedAt } = loaded.states.google ?? {};
      // The SYNC itself proves that Google knows the account; it may get lost.
      if (unlinkedAt !== undefined && delivery === 'delivered')
        await enqueueUnlinkedProbe(deps.jobs, accountId, unlinkedAt, deps.clock.now());
    } catch (error) {
      if (!(error instanceof TryLaterError)) throw error;
      await repeatLater(deps, job, error);
    }
  };
}

function isSynced({ account, states }: LoadedAccount, now: number): boolean {
  // The description of a lock that was never listed is not known.
  if (sharedIds(account).some((id) => stateOf(states, id).listed === undefined)) return false;
  const current = descriptionHash(accountDevices(account, states, now));
  return account.grants.every(({ id }) => states.google?.described?.[id] === current);
}
