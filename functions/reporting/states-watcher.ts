import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { StatesWatch } from '../accounts/account-documents.ts';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { stateOf } from '../locks/change-lock.ts';
import type { LockState, LockStates } from '../locks/lock-states.ts';
import { reportableStates } from './reportable-states.ts';
import { requestSyncSoon } from './request-sync-soon.ts';

/** Changes that come within a window are told in one call. */
const WINDOW_MS = 1000;

/**
 * Sees every change of states, however caused, and has it told to Google by a job when it changes what Google would be
 * told: states by a report, descriptions by a Request Sync.
 */
export function createStatesWatcher({ jobs, clock }: { jobs: Jobs; clock: Clock }): StatesWatch {
  return async ({ accountId, before, after }) => {
    const now = clock.now();
    const changed = changedLocks(before, after);
    const lockIds = changed.filter((id) => saysOtherwise(stateOf(before, id), stateOf(after, id), now));
    const described = changed.some((id) => isDescribedOtherwise(stateOf(before, id), stateOf(after, id)));
    if (lockIds.length > 0) await reportSoon(jobs, now, accountId, lockIds);
    if (described) await requestSyncSoon(jobs, now, accountId);
  };
}

/**
 * Has locks reported at the end of the second that now is. Two writes of one second make two jobs only where they changed
 * different locks; whichever runs first tells of all of them.
 */
async function reportSoon(
  jobs: Jobs,
  now: number,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  const window = Math.floor(now / WINDOW_MS) + 1;
  const which = hash('sha256', lockIds.join(), 'base64url').slice(0, 12);
  const job = { kind: 'report', accountId, lockIds } as const;
  await jobs.enqueue(job, { at: window * WINDOW_MS, key: `report-${accountId}-${window}-${which}` });
}

function changedLocks(before: LockStates, after: LockStates): string[] {
  const ids = new Set([...Object.keys(before.locks), ...Object.keys(after.locks)]);
  return [...ids].filter((id) => before.locks[id] !== after.locks[id]).sort();
}

/** Whether Google would be told something else. A bolt in doubt, as while a command is under way, is not told of. */
function saysOtherwise(before: LockState, after: LockState, now: number): boolean {
  const told = reportableStates(after, now);
  return told !== undefined && !isDeepStrictEqual(told, reportableStates(before, now));
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
