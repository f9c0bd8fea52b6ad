import { isDeepStrictEqual } from 'node:util';
import type { StateChangeListener } from '../accounts/documents/account-documents.ts';
import { enqueueObservation } from '../jobs/enqueue-observation.ts';
import { type AccountState, changeLocks, type LockState, stateOf } from '../locks/account-state.ts';
import { withBoltSince } from '../locks/known-state.ts';
import { isDescribable } from '../locks/listed-lock.ts';
import { type EnqueueReportDeps, enqueueReport } from './enqueue-report.ts';
import { enqueueRequestSync } from './enqueue-request-sync.ts';
import { matchesReport } from './report-hash.ts';
import { reportableStates } from './reportable-states.ts';

/** Creates the listener that enqueues a report or a Request Sync if the states or the description of a device change. */
export function createStateChangeListener(deps: EnqueueReportDeps): StateChangeListener {
  const { jobs, clock } = deps;
  return {
    prepare(before, after) {
      const now = clock.now();
      return changeLocks(after, changedLocks(before, after), (state, lockId) =>
        withoutStaleReport(withBoltSince(stateOf(before, lockId), state), now),
      );
    },

    async changed({ accountId, before, after, isReported }) {
      const now = clock.now();
      const ids = changedLocks(before, after);
      const lockIds = ids.filter((id) => {
        const [was, is] = [stateOf(before, id), stateOf(after, id)];
        return hasOtherStates(was, is, now) || isUnlockedAgain(was, is);
      });
      const described = ids.some((id) => hasOtherDescription(before, after, id));
      if (lockIds.length > 0 && !isReported) await enqueueReport(deps, accountId, lockIds);
      if (described) await enqueueRequestSync(jobs, now, accountId);
      for (const lockId of ids.filter((id) => isBackUnobserved(stateOf(before, id), stateOf(after, id), now)))
        await enqueueObservation(jobs, now, {
          ...{ accountId, lockId, because: 'online-hint', since: now, round: 0 },
        });
    },
  };
}

/**
 * Removes a stale report hash in the write that makes it stale. Later, it could survive a crash after the report was sent;
 * if the lock then returned to its old state, the hash would match, and Google would keep the wrong state.
 */
function withoutStaleReport(state: LockState, now: number): LockState {
  if (state.reported === undefined) return state;
  const current = reportableStates(state, now);
  if (current === undefined || matchesReport(state.reported, current)) return state;
  const { reported: _, ...others } = state;
  return others;
}

function changedLocks(before: AccountState, after: AccountState): string[] {
  const ids = new Set([...Object.keys(before.locks), ...Object.keys(after.locks)]);
  return [...ids].filter((id) => before.locks[id] !== after.locks[id]).sort();
}

/** True if the states to report differ. An uncertain bolt, as during a command, has none. */
function hasOtherStates(before: LockState, after: LockState, now: number): boolean {
  const states = reportableStates(after, now);
  return states !== undefined && !isDeepStrictEqual(states, reportableStates(before, now));
}

/** True if a lock was unlocked, maybe again: nothing new to report, but its auto-lock restarts and needs a check. */
function isUnlockedAgain(before: LockState, after: LockState): boolean {
  const { snapshot } = after;
  if (snapshot?.bolt !== 'unlocked' || snapshot.source === 'gateway') return false;
  return snapshot.happenedAt > (before.snapshot?.happenedAt ?? 0);
}

/** True if a lock can be operated again and its bolt is not known: it may have been turned meanwhile. */
function isBackUnobserved(before: LockState, after: LockState, now: number): boolean {
  if (before.listed === undefined || before.listed.operability === 'operable') return false;
  return after.listed?.operability === 'operable' && reportableStates(after, now) === undefined;
}

/** True if SYNC would describe the lock differently. */
function hasOtherDescription(before: AccountState, after: AccountState, lockId: string): boolean {
  const wasListed = isDescribed(before, lockId);
  const isListed = isDescribed(after, lockId);
  if (!wasListed || !isListed) return wasListed !== isListed;
  const { listed: was, battery: hadBattery } = stateOf(before, lockId);
  const { listed: is, battery: hasBattery } = stateOf(after, lockId);
  const traitsDiffer = (hadBattery === undefined) !== (hasBattery === undefined);
  return traitsDiffer || was?.name !== is?.name || was?.groupName !== is?.groupName;
}

function isDescribed(states: AccountState, lockId: string): boolean {
  return isDescribable(states, lockId, states.google?.devices?.includes(lockId) === true);
}
