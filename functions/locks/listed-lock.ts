import { type AccountState, changeLocks, type ListedLock, type LockState, stateOf } from './account-state.ts';
import { withBattery } from './forecasts/battery-level.ts';
import type { CloudLock } from './lock-cloud.ts';
import { markUncertain } from './offline.ts';

/** A lock that lists lack for so long has left the account; until then Google keeps it, because one list may be wrong. */
const REMOVED_AFTER_MS = 5 * 24 * 3_600_000;
/** After such a time without a list it starts again: the first one after an outage may be wrong, too. */
const MAX_GAP_MS = 3 * 24 * 3_600_000;

/** Stores a list of locks at `now`; the same object if nothing changed. Only those of `ids`; one that it lacks is `gone`. */
export function withList(
  states: AccountState,
  ids: readonly string[],
  list: readonly CloudLock[],
  now: number,
): AccountState {
  const byId = new Map(list.map((lock) => [lock.lockId, lock]));
  const isContinued = now - (lastListedAt(states) ?? 0) <= MAX_GAP_MS;
  return changeLocks(states, ids, (state, lockId) => {
    const lock = byId.get(lockId);
    const withLevel = withBattery(state, lock?.battery, now);
    const listed = lock === undefined ? gone(state.listed, now, isContinued) : storedPart(lock);
    return isSame(listed, state.listed) ? withLevel : withListed(withLevel, listed);
  });
}

/** Minimum difference between two stored times of a list. */
const LISTED_STEP_MS = 60_000;

/** Returns the states with the time of a list, if that is news. */
export function withListedAt(states: AccountState, now: number): AccountState {
  return Math.abs(now - (states.listedAt ?? 0)) < LISTED_STEP_MS ? states : { ...states, listedAt: now };
}

/** Returns when the locks were last listed, ms since the epoch; `undefined` if that is not known. */
export function lastListedAt({ listedAt = 0, polling }: AccountState): number | undefined {
  return Math.max(listedAt, polling?.listedAt ?? 0) || undefined;
}

/** True if the lock may be described to Google: it can be operated, or Google has it and it may come back. */
export function isDescribable(states: AccountState, lockId: string, isKnownToGoogle: boolean): boolean {
  const { listed } = stateOf(states, lockId);
  if (listed === undefined) return false;
  return listed.operability === 'operable' || (isKnownToGoogle && listed.isRemoved !== true);
}

/** A lock that can be operated again may have been turned meanwhile: it is observed before it is reported. */
function withListed(state: LockState, listed: ListedLock): LockState {
  const { snapshot, listed: before } = state;
  const isBack =
    before !== undefined && before.operability !== 'operable' && listed.operability === 'operable';
  const after = { ...state, listed };
  return isBack && snapshot !== undefined ? markUncertain(after, snapshot.happenedAt + 1) : after;
}

function storedPart(lock: CloudLock): ListedLock {
  const { name, modelName, groupName, connection, operability, passageMode } = lock;
  return {
    name,
    connection,
    operability,
    ...(modelName !== undefined && { modelName }),
    ...(groupName !== undefined && { groupName }),
    ...(passageMode !== undefined && { passageMode }),
  };
}

function gone(before: ListedLock | undefined, now: number, isContinued: boolean): ListedLock {
  const goneSince = isContinued ? Math.min(before?.goneSince ?? now, now) : now;
  const isRemoved = before?.isRemoved === true || now - goneSince >= REMOVED_AFTER_MS;
  const kept = before ?? { name: 'Lock', connection: 'none' };
  return { ...kept, operability: 'gone', goneSince, ...(isRemoved && { isRemoved }) };
}

function isSame(a: ListedLock, b: ListedLock | undefined): boolean {
  return (
    b !== undefined &&
    a.name === b.name &&
    a.modelName === b.modelName &&
    a.groupName === b.groupName &&
    a.connection === b.connection &&
    a.operability === b.operability &&
    a.goneSince === b.goneSince &&
    a.isRemoved === b.isRemoved &&
    a.passageMode === b.passageMode
  );
}
