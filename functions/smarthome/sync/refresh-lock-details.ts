import type { Account } from '../../accounts/account.ts';
import type { AccountCloud } from '../../accounts/account-cloud.ts';
import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import { type AccountState, changeLock, type LockState } from '../../locks/account-state.ts';
import { withBattery } from '../../locks/battery.ts';
import { CloudFailureError } from '../../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../../locks/failure-policy.ts';
import { type FetchedLockDetails, LOCK_DETAILS_MS, readLockDetails } from '../../locks/lock-details.ts';
import { Trace } from '../../logs/trace.ts';
import type { IntentDeps } from '../deps.ts';

/** Each lock takes two calls; more than this wait for the next SYNC. */
const MAX_LOCKS = 20;

/**
 * Reads lock details (model, versions, gateways, auto-lock) of shared locks, in the background and after all other calls. Skips
 * locks whose details are less than a day old.
 */
export function refreshLockDetails(
  deps: IntentDeps,
  loaded: LoadedAccount,
  states: AccountState,
  opened: AccountCloud,
): void {
  const { account } = loaded;
  const now = deps.clock.now();
  const due = sharedIds(account)
    .filter((id) => isOperable(account, states, id))
    .filter((id) => now - (account.locks[id]?.learnedAt ?? 0) > LOCK_DETAILS_MS)
    .slice(0, MAX_LOCKS);
  const { learning } = deps;
  if (due.length === 0 || learning.has(account.id)) return;
  learning.add(account.id);
  const work = readAll(deps, loaded, due, opened).finally(() => learning.delete(account.id));
  void deps.background.track(work);
}

function isOperable(account: Account, states: AccountState, lockId: string): boolean {
  return sharedLock(account, states, lockId)?.state.listed?.operability === 'operable';
}

async function readAll(
  deps: IntentDeps,
  loaded: LoadedAccount,
  lockIds: readonly string[],
  opened: AccountCloud,
): Promise<void> {
  const accountId = loaded.account.id;
  const trace = new Trace('background', deps.clock);
  for (const lockId of lockIds) {
    try {
      const now = () => deps.clock.now();
      const fetched = await readLockDetails(opened.cloud, lockId, now, {
        priority: 'background',
        trace,
      });
      await deps.accounts.learn(accountId, { [lockId]: fetched.details });
      await deps.accounts.changeStates(
        accountId,
        (states) => changeLock(states, lockId, (state) => withDetails(state, fetched, deps.clock.now())),
        loaded,
      );
    } catch (error) {
      if (!(error instanceof CloudFailureError)) {
        deps.logger.error('could not read lock details', { accountId, lockId, error });
        return;
      }
      opened.reportFailure(error.reason);
      if (FAILURE_POLICY[error.reason].endsDetails) return;
    }
  }
}

function withDetails(state: LockState, { battery, passageMode }: FetchedLockDetails, now: number): LockState {
  // Without a list the account was deleted meanwhile.
  if (state.listed === undefined) return state;
  const charged = withBattery(state, battery, now);
  const listed = charged.listed ?? state.listed;
  if (passageMode === undefined || listed.passageMode === passageMode) return charged;
  return { ...charged, listed: { ...listed, passageMode } };
}
