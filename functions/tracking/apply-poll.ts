import type { LoadedAccount } from '../accounts/accounts.ts';
import { type SharedLock, sharedIds, sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { type AccountState, changeLocks, type LockState } from '../locks/account-state.ts';
import { applyReading, type Reading } from '../locks/apply-reading.ts';
import { applyRecords, newestMove } from '../locks/apply-records.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import { withList } from '../locks/listed-lock.ts';
import type { CloudLock, LockRecord } from '../locks/lock-cloud.ts';
import { withListedOnline } from '../locks/offline.ts';
import { placeRecords, withSeenRecords } from '../locks/record-times.ts';

export interface PollReads {
  readonly list?: { readonly locks: readonly CloudLock[]; readonly at: number };
  readonly records: ReadonlyMap<string, { readonly items: readonly LockRecord[]; readonly at: number }>;
  readonly readings: ReadonlyMap<string, Reading>;
  /** Why the poll ended early. */
  readonly ended?: FailureReason;
}

/** Returns the account's state after a poll. Pure, since it runs inside a compare-and-set. */
export function applyPoll(
  { account }: LoadedAccount,
  before: AccountState,
  { list, records, readings }: PollReads,
): AccountState {
  let states = before;
  if (list !== undefined) {
    states = withList(states, sharedIds(account), list.locks, list.at);
    const onlineById = new Map(list.locks.map(({ lockId, online }) => [lockId, online]));
    const listed = sharedIds(account).filter((lockId) => onlineById.has(lockId));
    states = changeLocks(states, listed, (state, lockId) =>
      withListedOnline(state, onlineById.get(lockId), list.at),
    );
  }
  return changeLocks(states, sharedIds(account), (before, lockId) => {
    const relock = sharedLock(account, states, lockId)?.relock;
    if (relock === undefined) return before;
    const found = records.get(lockId);
    const reading = readings.get(lockId);
    let state = before;
    if (found !== undefined) {
      const origin = { source: 'records', relock, now: found.at } as const;
      state = withUse(
        withSeenRecords(applyRecords(state, found.items, origin), found.items, found.at),
        placeRecords(found.items, state, found.at),
      );
    }
    if (reading === undefined) return state;
    return { ...applyReading(state, reading, relock), askedAt: reading.endedAt };
  });
}

/** Returns the state with the time at which the lock was last used: from then on its gateway is watched. */
function withUse(state: LockState, records: readonly LockRecord[]): LockState {
  const usedAt = newestMove(records)?.happenedAt ?? 0;
  return usedAt > (state.activeAt ?? 0) ? { ...state, activeAt: usedAt } : state;
}

/** Returns the shared locks that can be operated; `now` in ms since the epoch. */
export function operableLocks({ account }: LoadedAccount, states: AccountState, now: number): SharedLock[] {
  return sharedIds(account).flatMap((lockId) => {
    const lock = sharedLock(account, states, lockId);
    return lock === undefined || unavailableReason(account, lock, now) !== undefined ? [] : [lock];
  });
}
