import type { Account } from '../accounts/account.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { withBattery } from '../locks/battery.ts';
import { changeLock } from '../locks/change-lock.ts';
import { CloudFailure } from '../locks/cloud-failure.ts';
import type { CloudLockDetail } from '../locks/lock-cloud.ts';
import type { LockState, LockStates } from '../locks/lock-states.ts';
import { FACTS_MS, learnLock } from '../locks/slow-facts.ts';
import { Trace } from '../logs/trace.ts';
import type { AccountCloud } from './account-cloud.ts';
import type { IntentParts } from './parts.ts';
import { sharedIds, sharedLock } from './shared-lock.ts';

/** Two calls each: more locks than this wait for the next SYNC. */
const MOST_LOCKS = 20;

/**
 * Starts to learn, behind the answer and behind all other calls, what changes rarely about shared locks: model, versions, gateways,
 * auto-lock. Locks that were learned within a day are left alone.
 */
export function learnSlowFacts(
  parts: IntentParts,
  loaded: LoadedAccount,
  states: LockStates,
  opened: AccountCloud,
): void {
  const { account } = loaded;
  const now = parts.clock.now();
  const due = sharedIds(account)
    .filter((id) => stateIsOperable(account, states, id))
    .filter((id) => now - (account.locks[id]?.learnedAt ?? 0) > FACTS_MS)
    .slice(0, MOST_LOCKS);
  const { learning } = parts;
  if (due.length === 0 || learning.has(account.id)) return;
  learning.add(account.id);
  const work = learnAll(parts, loaded, due, opened).finally(() => learning.delete(account.id));
  void parts.background.track(work);
}

function stateIsOperable(account: Account, states: LockStates, lockId: string): boolean {
  return sharedLock(account, states, lockId)?.state.listed?.operability === 'operable';
}

async function learnAll(
  parts: IntentParts,
  loaded: LoadedAccount,
  lockIds: readonly string[],
  opened: AccountCloud,
): Promise<void> {
  const accountId = loaded.account.id;
  const trace = new Trace('background', parts.clock);
  trace.accountId = accountId;
  for (const lockId of lockIds) {
    try {
      const now = () => parts.clock.now();
      const { facts, detail } = await learnLock(opened.cloud, lockId, now, { priority: 'background', trace });
      await parts.accounts.learn(accountId, { [lockId]: facts });
      await parts.accounts.changeStates(
        accountId,
        (states) => changeLock(states, lockId, (state) => withDetail(state, detail, parts.clock.now())),
        loaded,
      );
    } catch (error) {
      if (!(error instanceof CloudFailure)) {
        parts.logger.error('facts of a lock not learned', { accountId, lockId, error });
        return;
      }
      opened.note(error.reason);
      if (STOPS.has(error.reason)) return;
    }
  }
}

/** After these the next lock would fare no better. */
const STOPS: ReadonlySet<string> = new Set([
  'credentials-refused',
  'misconfigured',
  'plan-exceeded',
  'rate-limited',
  'unavailable',
]);

function withDetail(state: LockState, detail: CloudLockDetail, now: number): LockState {
  // Without a list there is nothing to add to: the account ended meanwhile.
  if (state.listed === undefined) return state;
  const charged = withBattery(state, detail.battery, now);
  const { passageMode } = detail;
  const listed = charged.listed ?? state.listed;
  if (passageMode === undefined || listed.passageMode === passageMode) return charged;
  return { ...charged, listed: { ...listed, passageMode } };
}
