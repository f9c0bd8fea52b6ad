import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedIds } from '../accounts/shared-lock.ts';
import type { HandlerOf } from '../jobs/jobs.ts';
import { stateOf } from '../locks/account-state.ts';
import { accountDevices, descriptionHash } from '../smarthome/sync/account-devices.ts';
import type { ReportingDeps } from './deps.ts';
import { handleResult } from './handle-result.ts';
import { canReport } from './reportable-locks.ts';

/**
 * Asks Google to SYNC, unless every Google user of the account was told just that by SYNC already: then a SYNC was what
 * brought the change to light.
 */
export function createRequestSync(deps: ReportingDeps): HandlerOf<'request-sync'> {
  return async ({ accountId }) => {
    const loaded = await deps.accounts.load(accountId);
    if (loaded === undefined || !canReport(loaded) || isTold(loaded)) return;
    await handleResult(deps, loaded, await deps.homeGraph.requestSync(accountId));
  };
}

function isTold({ account, states }: LoadedAccount): boolean {
  // Of a lock that was never listed nobody knows how SYNC would describe it.
  if (sharedIds(account).some((id) => stateOf(states, id).listed === undefined)) return false;
  const now = descriptionHash(accountDevices(account, states));
  return account.grants.every(({ id }) => states.google?.described?.[id] === now);
}
