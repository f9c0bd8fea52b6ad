import type { LoadedAccount } from '../accounts/accounts.ts';
import type { DeviceStates } from '../smarthome/device-states.ts';
import { type SharedLock, sharedIds, sharedLock } from '../smarthome/shared-lock.ts';
import { reportableStates } from './reportable-states.ts';
import { toldHash } from './told-hash.ts';

/** A lock of which something can be told, with all its states. */
export interface ToldLock extends SharedLock {
  readonly states: DeviceStates;
  /** See {@link toldHash}. */
  readonly hash: string;
}

/** The locks that Google knows and of which we know something, by id. */
export function toldLocks({ account, states }: LoadedAccount, now: number): Map<string, ToldLock> {
  const told = new Map<string, ToldLock>();
  const grantIds = account.grants.map(({ id }) => id);
  for (const lockId of sharedIds(account)) {
    const lock = sharedLock(account, states, lockId);
    if (lock?.state.listed?.operability !== 'operable') continue;
    if (states.google?.devices?.includes(lockId) === false) continue;
    const current = reportableStates(lock.state, now, lock.relock);
    if (current === undefined) continue;
    told.set(lockId, { ...lock, states: current, hash: toldHash(grantIds, current) });
  }
  return told;
}

/** Whether anything may be told of an account: nobody is told of one that no Google user has linked. */
export function mayTell({ account, states }: LoadedAccount): boolean {
  return account.grants.length > 0 && states.google?.unlinkedAt === undefined;
}
