import type { Accounts } from '../accounts/accounts.ts';
import type { AccountState } from '../locks/account-state.ts';
import { withoutReports } from '../locks/reported.ts';
import { type EnqueueReportDeps, enqueueReport } from '../reporting/enqueue-report.ts';
import { enqueueRequestSync } from '../reporting/enqueue-request-sync.ts';

/**
 * Makes Google ask for the devices of an account again, and reports the state of every lock again, whatever Google was told before. False
 * if the account does not exist. Rejects with `StoreUnavailableError`.
 */
export async function resyncAccount(
  deps: EnqueueReportDeps & { readonly accounts: Accounts },
  accountId: string,
): Promise<boolean> {
  const { accounts, clock, jobs } = deps;
  const loaded = await accounts.load(accountId);
  if (loaded === undefined) return false;
  await accounts.changeStates(accountId, forgetGoogle, loaded);
  await enqueueRequestSync(jobs, clock.now(), accountId);
  await enqueueReport(deps, accountId, []);
  return true;
}

/** Removes what is remembered of the last SYNC answers and reports: with it, a Request Sync and a report would find nothing to do. */
function forgetGoogle(states: AccountState): AccountState {
  const { described: _, ...google } = states.google ?? {};
  return { ...withoutReports(states), ...(states.google && { google }) };
}
