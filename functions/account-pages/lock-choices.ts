import type { Account } from '../accounts/account.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedIds } from '../accounts/shared-lock.ts';
import type { ListedLock } from '../locks/account-state.ts';
import type { CloudLock } from '../locks/lock-cloud.ts';
import { LOCK_REASON } from '../pages/lock-reason.ts';

export interface LockChoice {
  readonly lockId: string;
  readonly name: string;
  readonly groupName?: string;
  readonly shared: boolean;
  /** Reason why Google cannot control it now. Such a lock can be unshared, but not shared. */
  readonly reason?: string;
}

const GONE = 'This lock is no longer in your Sifely account.';

/** The locks that the cloud lists now, and shared ones that it no longer lists. */
export function choicesFromList(account: Account, list: readonly CloudLock[]): LockChoice[] {
  const listed = list.map((lock) => offer(account, lock.lockId, lock));
  const ids = new Set(list.map(({ lockId }) => lockId));
  const gone = sharedIds(account).filter((lockId) => !ids.has(lockId));
  return [...listed, ...gone.map((lockId) => offer(account, lockId, undefined))];
}

/** The locks of the stored list, and shared ones without a stored name. */
export function choicesFromCache({ account, states }: LoadedAccount): LockChoice[] {
  const ids = new Set([...Object.keys(account.locks), ...Object.keys(states.locks)]);
  return [...ids].sort().flatMap((lockId) => {
    const listed = states.locks[lockId]?.listed;
    if (listed) return [offer(account, lockId, listed)];
    return isShared(account, lockId) ? [{ lockId, name: `Lock ${lockId}`, shared: true }] : [];
  });
}

/** True for a shared lock, which can always be unshared, and for one that Google can control. */
export function canChange({ shared, reason }: LockChoice): boolean {
  return shared || reason === undefined;
}

function offer(
  account: Account,
  lockId: string,
  listed: Pick<ListedLock, 'name' | 'groupName' | 'operability'> | undefined,
): LockChoice {
  const { name = `Lock ${lockId}`, groupName, operability = 'gone' } = listed ?? {};
  const reason =
    operability === 'operable' ? undefined : operability === 'gone' ? GONE : LOCK_REASON[operability];
  return {
    lockId,
    name,
    shared: isShared(account, lockId),
    ...(groupName !== undefined && { groupName }),
    ...(reason !== undefined && { reason }),
  };
}

function isShared(account: Account, lockId: string): boolean {
  return Object.hasOwn(account.locks, lockId) && account.locks[lockId]?.shared === true;
}
