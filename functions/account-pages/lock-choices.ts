import type { Account } from '../accounts/account.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedIds } from '../accounts/shared-lock.ts';
import type { Words } from '../languages/words.ts';
import type { ListedLock } from '../locks/account-state.ts';
import type { CloudLock } from '../locks/lock-cloud.ts';

/** A row of the page where the owner shares locks. */
export interface LockChoice {
  readonly lockId: string;
  readonly name: string;
  readonly groupName?: string;
  readonly shared: boolean;
  /** Absent if Google can control it. Other locks can be unshared, but not shared. */
  readonly reason?: Exclude<ListedLock['operability'], 'operable'>;
}

/** The locks that the cloud lists now, and shared ones that it no longer lists. */
export function choicesFromList(words: Words, account: Account, list: readonly CloudLock[]): LockChoice[] {
  const listed = list.map((lock) => offer(words, account, lock.lockId, lock));
  const ids = new Set(list.map(({ lockId }) => lockId));
  const gone = sharedIds(account).filter((lockId) => !ids.has(lockId));
  return [...listed, ...gone.map((lockId) => offer(words, account, lockId, undefined))];
}

/** The locks of the stored list, and shared ones without a stored name. */
export function choicesFromCache(words: Words, { account, states }: LoadedAccount): LockChoice[] {
  const ids = new Set([...Object.keys(account.locks), ...Object.keys(states.locks)]);
  return [...ids].sort().flatMap((lockId) => {
    const listed = states.locks[lockId]?.listed;
    if (listed) return [offer(words, account, lockId, listed)];
    return isShared(account, lockId) ? [{ lockId, name: nameless(words, lockId), shared: true }] : [];
  });
}

/** True for a shared lock, which can always be unshared, and for one that Google can control. */
export function canChange({ shared, reason }: LockChoice): boolean {
  return shared || reason === undefined;
}

function offer(
  words: Words,
  account: Account,
  lockId: string,
  listed: Pick<ListedLock, 'name' | 'groupName' | 'operability'> | undefined,
): LockChoice {
  const { name = nameless(words, lockId), groupName, operability = 'gone' } = listed ?? {};
  return {
    lockId,
    name,
    shared: isShared(account, lockId),
    ...(groupName !== undefined && { groupName }),
    ...(operability !== 'operable' && { reason: operability }),
  };
}

function isShared(account: Account, lockId: string): boolean {
  return Object.hasOwn(account.locks, lockId) && account.locks[lockId]?.shared === true;
}

function nameless(words: Words, lockId: string): string {
  return words.text('common.lockName', { id: lockId });
}
