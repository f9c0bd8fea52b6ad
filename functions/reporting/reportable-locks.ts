import type { LoadedAccount } from '../accounts/accounts.ts';
import { type SharedLock, sharedIds, sharedLock } from '../accounts/shared-lock.ts';
import { isDescribable } from '../locks/listed-lock.ts';
import type { DeviceStates } from '../smarthome/device-states.ts';
import { reportHash } from './report-hash.ts';
import { reportableStates } from './reportable-states.ts';

export interface ReportableLock extends SharedLock {
  readonly states: DeviceStates;
  /** See {@link reportHash}. */
  readonly hash: string;
}

/** Returns the locks that Google knows and whose state is known, by id. */
export function reportableLocks(
  { account, states }: LoadedAccount,
  now: number,
): Map<string, ReportableLock> {
  const reportable = new Map<string, ReportableLock>();
  const grantIds = account.grants.map(({ id }) => id);
  const devices = states.google?.devices && new Set(states.google.devices);
  for (const lockId of sharedIds(account)) {
    const lock = sharedLock(account, states, lockId);
    const isKnown = devices?.has(lockId);
    if (lock === undefined || isKnown === false || !isDescribable(states, lockId, isKnown === true)) continue;
    const current = reportableStates(lock.state, now, lock.relock);
    if (current === undefined) continue;
    reportable.set(lockId, { ...lock, states: current, hash: reportHash(grantIds, current) });
  }
  return reportable;
}

/** True if an account may be reported: a Google user has linked it, and Google knows it. */
export function canReport({ account, states }: LoadedAccount): boolean {
  return account.grants.length > 0 && states.google?.unlinkedAt === undefined;
}
