import { type AccountState, type ListedLock, type LockState, stateOf } from '../locks/account-state.ts';
import type { RelockFacts } from '../locks/known-state.ts';
import type { Account, AccountLock } from './account.ts';
import { isRefused } from './credentials/credential-refusal.ts';

export interface SharedLock {
  readonly lockId: string;
  readonly details: AccountLock;
  readonly state: LockState;
  readonly relock: RelockFacts;
}

/** Returns the lock with this id; `undefined` if the owner does not share it, because for Google it does not exist then. */
export function sharedLock(account: Account, states: AccountState, lockId: string): SharedLock | undefined {
  const details = Object.hasOwn(account.locks, lockId) ? account.locks[lockId] : undefined;
  if (!details?.shared) return undefined;
  const state = stateOf(states, lockId);
  const { autoLockSeconds } = details;
  return {
    lockId,
    details,
    state,
    relock: { autoLockSeconds, passageMode: state.listed?.passageMode === true },
  };
}

export function sharedIds(account: Account): string[] {
  return Object.keys(account.locks).filter((lockId) => account.locks[lockId]?.shared);
}

/** Why a lock cannot be used, as far as that is known without a call. */
export type UnavailableReason =
  | 'not-shared'
  | 'credentials-refused'
  /** Gone for days. */
  | 'removed'
  /** From the newest list of locks. */
  | Exclude<ListedLock['operability'], 'operable'>;

/** Returns the reason why a lock cannot be used; `undefined` if it can be tried. `now` in ms since the epoch. */
export function unavailableReason(
  account: Account,
  lock: SharedLock | undefined,
  now: number,
): UnavailableReason | undefined {
  if (lock === undefined) return 'not-shared';
  if (isRefused(account, now)) return 'credentials-refused';
  const { operability = 'operable', isRemoved } = lock.state.listed ?? {};
  if (isRemoved) return 'removed';
  return operability === 'operable' ? undefined : operability;
}
