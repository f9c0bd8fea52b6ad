import { type AccountState, changeLock, type ListedLock } from './account-state.ts';
import { withBattery } from './battery.ts';
import type { CloudLock } from './lock-cloud.ts';

/** Stores a list of locks at `now`; the same object if nothing changed. Only those of `ids`; one that it lacks is `gone`. */
export function withList(
  states: AccountState,
  ids: readonly string[],
  list: readonly CloudLock[],
  now: number,
): AccountState {
  const byId = new Map(list.map((lock) => [lock.lockId, lock]));
  return ids.reduce((changed, lockId) => {
    const lock = byId.get(lockId);
    return changeLock(changed, lockId, (state) => {
      const withLevel = withBattery(state, lock?.battery, now);
      const listed = lock === undefined ? gone(state.listed) : storedPart(lock);
      return isSame(listed, state.listed) ? withLevel : { ...withLevel, listed };
    });
  }, states);
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

function gone(before: ListedLock | undefined): ListedLock {
  return { ...(before ?? { name: 'Lock', connection: 'none' }), operability: 'gone' };
}

function isSame(a: ListedLock, b: ListedLock | undefined): boolean {
  return (
    b !== undefined &&
    a.name === b.name &&
    a.modelName === b.modelName &&
    a.groupName === b.groupName &&
    a.connection === b.connection &&
    a.operability === b.operability &&
    a.passageMode === b.passageMode
  );
}
