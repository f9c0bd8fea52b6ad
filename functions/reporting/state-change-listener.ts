import { isDeepStrictEqual } from 'node:util';
import type { StateChangeListener } from '../accounts/account-documents.ts';
import { type AccountState, changeLock, type LockState, stateOf } from '../locks/account-state.ts';
import { enqueueReport, type ReportSoonDeps } from './enqueue-report.ts';
import { enqueueRequestSync } from './enqueue-request-sync.ts';
import { matchesReport } from './report-hash.ts';
import { reportableStates } from './reportable-states.ts';

/**
 * Sees every change of states, however caused, and has it told to Google by a job when it changes what Google would be
 * told: states by a report, descriptions by a Request Sync.
 */
export function createStateChangeListener(deps: ReportSoonDeps): StateChangeListener {
  const { jobs, clock } = deps;
  return {
    settle(before, after) {
      const now = clock.now();
      return changedLocks(before, after).reduce(
        (states, id) => changeLock(states, id, (state) => withoutStaleReport(state, now)),
        after,
      );
    },

    async changed({ accountId, before, after }) {
      const now = clock.now();
      const ids = changedLocks(before, after);
      const lockIds = ids.filter((id) => {
        const [was, is] = [stateOf(before, id), stateOf(after, id)];
        return wouldReportOtherwise(was, is, now) || isUnlockedAnew(was, is);
      });
      const described = ids.some((id) => isDescribedOtherwise(stateOf(before, id), stateOf(after, id)));
      if (lockIds.length > 0) await enqueueReport(deps, accountId, lockIds);
      if (described) await enqueueRequestSync(jobs, now, accountId);
    },
  };
}

/**
 * The state without what Google was told last, where it would be told something else now. Forgotten in the very write that
 * makes it old, and not when it has been told: who tells it may be killed before it can write that down, and nobody would
 * then tell that it is as it was before.
 */
function withoutStaleReport(state: LockState, now: number): LockState {
  if (state.reported === undefined) return state;
  const current = reportableStates(state, now);
  if (current === undefined || matchesReport(state.reported, current)) return state;
  const { reported: _, ...untold } = state;
  return untold;
}

function changedLocks(before: AccountState, after: AccountState): string[] {
  const ids = new Set([...Object.keys(before.locks), ...Object.keys(after.locks)]);
  return [...ids].filter((id) => before.locks[id] !== after.locks[id]).sort();
}

/** Whether Google would be told something else. A bolt in doubt, as while a command is under way, is not told of. */
function wouldReportOtherwise(before: LockState, after: LockState, now: number): boolean {
  const told = reportableStates(after, now);
  return told !== undefined && !isDeepStrictEqual(told, reportableStates(before, now));
}

/**
 * Whether something unlocked a lock that may have been unlocked already: nothing new to tell, but it may lock itself that much
 * later, and a job about it is what has it looked at then.
 */
function isUnlockedAnew(before: LockState, after: LockState): boolean {
  const { snapshot } = after;
  if (snapshot?.bolt !== 'unlocked' || snapshot.source === 'gateway') return false;
  return snapshot.happenedAt > (before.snapshot?.happenedAt ?? 0);
}

/** Whether SYNC would tell of a lock in other words. */
function isDescribedOtherwise(before: LockState, after: LockState): boolean {
  const { listed: was, battery: hadBattery } = before;
  const { listed: is, battery: hasBattery } = after;
  const wasThere = was?.operability === 'operable';
  const isThere = is?.operability === 'operable';
  if (!wasThere || !isThere) return wasThere !== isThere;
  const traitsDiffer = (hadBattery === undefined) !== (hasBattery === undefined);
  return traitsDiffer || was.name !== is.name || was.groupName !== is.groupName;
}
