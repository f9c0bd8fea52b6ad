import type { LoadedAccount } from '../accounts/accounts.ts';
import { changeLock, stateOf } from '../locks/change-lock.ts';
import type { FailureReason } from '../locks/cloud-failure.ts';
import { withList } from '../locks/listed-lock.ts';
import { withListedReach } from '../locks/listed-reach.ts';
import type { CloudLock, LockRecord } from '../locks/lock-cloud.ts';
import type { LockStates } from '../locks/lock-states.ts';
import { type Reading, withReading } from '../locks/reading.ts';
import { withRecords } from '../locks/told-records.ts';
import { refusal, type SharedLock, sharedIds, sharedLock } from '../smarthome/shared-lock.ts';

/** What a poll read. */
export interface PollReads {
  readonly list?: { readonly locks: readonly CloudLock[]; readonly at: number };
  readonly records: ReadonlyMap<string, { readonly items: readonly LockRecord[]; readonly at: number }>;
  readonly readings: ReadonlyMap<string, Reading>;
  /** Why it ended early. */
  readonly ended?: FailureReason;
}

/** The states with all that a poll read; pure. */
export function withReads(
  { account }: LoadedAccount,
  before: LockStates,
  { list, records, readings }: PollReads,
): LockStates {
  let states = before;
  if (list !== undefined) {
    states = withList(states, sharedIds(account), list.locks, list.at);
    for (const { lockId, online } of list.locks) {
      if (sharedLock(account, states, lockId) === undefined) continue;
      states = changeLock(states, lockId, (state) => withListedReach(state, online, list.at));
    }
  }
  for (const lockId of sharedIds(account)) {
    const relock = sharedLock(account, states, lockId)?.relock;
    if (relock === undefined) continue;
    const told = records.get(lockId);
    const reading = readings.get(lockId);
    if (told !== undefined) {
      const telling = { source: 'records', relock, now: told.at } as const;
      states = changeLock(states, lockId, (state) => withRecords(state, told.items, telling));
    }
    if (reading !== undefined) {
      const read = { ...withReading(stateOf(states, lockId), reading, relock), askedAt: reading.endedAt };
      states = changeLock(states, lockId, () => read);
    }
  }
  return states;
}

/** The shared locks that can be operated. */
export function usable({ account }: LoadedAccount, states: LockStates): SharedLock[] {
  return sharedIds(account).flatMap((lockId) => {
    const lock = sharedLock(account, states, lockId);
    return lock === undefined || refusal(account, lock) !== undefined ? [] : [lock];
  });
}
