import type { AccountState, LockState } from '../locks/account-state.ts';
import { stateOf } from '../locks/account-state.ts';
import type { RelockFacts } from '../locks/known-state.ts';
import { type GoogleErrorCode, OPERABILITY_ANSWERS } from '../smarthome/protocol/error-codes.ts';
import type { Account, AccountLock } from './account.ts';

/** A lock that its owner shares with Google. */
export interface SharedLock {
  readonly lockId: string;
  readonly details: AccountLock;
  readonly state: LockState;
  readonly relock: RelockFacts;
}

/** The shared lock with this id: one that the owner did not choose does not exist for Google. */
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

/** Ids of all shared locks. */
export function sharedIds(account: Account): string[] {
  return Object.keys(account.locks).filter((lockId) => account.locks[lockId]?.shared);
}

/**
 * Why nothing can be done with a lock, as far as that is known without asking: the link to the lock cloud is
 * broken, or the newest list says so.
 */
export function refusal(account: Account, lock: SharedLock | undefined): GoogleErrorCode | undefined {
  if (lock === undefined) return 'deviceNotFound';
  if (account.credentialsRefusedAt !== undefined) return 'relinkRequired';
  const operability = lock.state.listed?.operability ?? 'operable';
  return operability === 'operable' ? undefined : OPERABILITY_ANSWERS[operability];
}
