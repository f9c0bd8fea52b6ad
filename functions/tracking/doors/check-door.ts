import { openAccountCloud } from '../../accounts/account-cloud.ts';
import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedLock, unavailableReason } from '../../accounts/shared-lock.ts';
import type { HandlerOf } from '../../jobs/jobs.ts';
import { changeLock, type LockState, stateOf } from '../../locks/account-state.ts';
import { applyDoorRecords, isOpenSince, markLeftOpen } from '../../locks/doors/door-state.ts';
import { resultOrReason } from '../../locks/lock-reader.ts';
import { placeRecords, recordsRange } from '../../locks/record-times.ts';
import { Trace } from '../../logs/trace.ts';
import { budgetGrade } from '../call-budget.ts';
import type { TrackingDeps } from '../deps.ts';

/**
 * Creates the handler that finds out whether a door stayed open. The lock's records are read once before, as far as the plan allows: a
 * webhook of a door that was closed may be lost.
 */
export function createCheckDoor(deps: TrackingDeps): HandlerOf<'door'> {
  const { accounts, activity, clock, config, logger } = deps;
  return async ({ accountId, lockId, since }) => {
    const loaded = await accounts.load(accountId);
    if (loaded === undefined || config.doorLeftOpenMs === 0) return;
    const { account, states } = loaded;
    const isLeftOpen = (state: LockState) => isOpenSince(state, since);
    if (sharedLock(account, states, lockId) === undefined || !isLeftOpen(stateOf(states, lockId))) return;
    const apply = await readDoor(deps, loaded, lockId);
    const found = apply(stateOf(states, lockId));
    // Before the state: a repetition of the job stores the same entry.
    if (found.door !== undefined && isLeftOpen(found))
      await activity.recordDoorLeftOpen(loaded, lockId, found.door, since + config.doorLeftOpenMs);
    await accounts.changeStates(
      accountId,
      (before) =>
        changeLock(before, lockId, (state) => {
          const after = apply(state);
          return isLeftOpen(after) ? markLeftOpen(after, clock.now()) : after;
        }),
      loaded,
    );
    logger.info('checked door', { accountId, lockId, isLeftOpen: isLeftOpen(found) });
  };
}

/** Reads what the history says of a door; resolves with the function that applies it. */
async function readDoor(
  { cloud, clock, config, accounts, logger }: TrackingDeps,
  { account, states }: LoadedAccount,
  lockId: string,
): Promise<(state: LockState) => LockState> {
  const now = clock.now();
  const unchanged = (state: LockState) => state;
  if (budgetGrade(states.usage, config.sifely.monthlyCalls, now) === 'exhausted') return unchanged;
  if (unavailableReason(account, sharedLock(account, states, lockId), now) !== undefined) return unchanged;
  const opened = openAccountCloud({ cloud, accounts, logger }, account);
  const state = stateOf(states, lockId);
  const { since, receivedSince } = recordsRange(state, state.door?.since ?? now, now);
  const trace = new Trace('door', clock);
  const records = await resultOrReason(() =>
    opened.cloud.records(lockId, since, { priority: 'background', receivedSince, trace }),
  );
  if (typeof records === 'string') {
    await opened.reportFailure(records);
    return unchanged;
  }
  return (before) => applyDoorRecords(before, placeRecords(records, before, now), { source: 'records', now });
}
