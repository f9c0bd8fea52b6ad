import type { Account } from '../accounts/account.ts';
import { sharedIds, sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { enqueueObservation, type ObservationRequest } from '../jobs/enqueue-observation.ts';
import { type AccountState, changeLock, type LockState, stateOf } from '../locks/account-state.ts';
import { withLateFailure } from '../locks/commands/command-marks.ts';
import { applyDoorClaim, doorClaim } from '../locks/doors/door-state.ts';
import { STATE_LAG_MS } from '../locks/known-state.ts';
import type { CloudHint } from '../locks/lock-cloud.ts';
import { markUncertain } from '../locks/offline.ts';
import type { TrackingDeps } from './deps.ts';

/** Locks of one gateway are observed one after another: it runs one operation at a time. */
const APART_MS = 1_000;

/** A lock to observe, `at` in ms since the epoch. */
export interface HintedObservation extends Pick<ObservationRequest, 'lockId' | 'because'> {
  readonly at: number;
}

/** The account's state after hints, and the locks to observe. */
export interface AppliedHints {
  readonly states: AccountState;
  readonly observations: readonly HintedObservation[];
}

/**
 * Applies hints that arrived at `at` (ms since the epoch). Pure, since it runs inside a compare-and-set, and idempotent for locks
 * that were observed since. A hint makes no lock offline or locked: it only makes the state uncertain, and names the locks to
 * observe.
 */
export function applyHints(
  account: Account,
  before: AccountState,
  hints: readonly CloudHint[],
  at: number,
): AppliedHints {
  let states = before;
  const observations = new Map<string, HintedObservation>();
  const observe = (lockId: string, because: HintedObservation['because'], notBefore = at) => {
    observations.delete(lockId);
    const earliest = at + observations.size * APART_MS;
    observations.set(lockId, { lockId, because, at: Math.max(notBefore, earliest) });
  };
  for (const hint of hints) {
    switch (hint.kind) {
      case 'gateway':
      case 'lock':
        for (const lockId of locksOf(account, states, hint, at)) {
          if (isStale(stateOf(states, lockId), hint.online, at)) continue;
          if (hint.online === true) states = changeLock(states, lockId, markMaybeMoved);
          observe(lockId, hint.online === true ? 'online-hint' : 'offline-hint');
        }
        break;
      case 'command-failed': {
        const { lockId } = hint;
        if (sharedLock(account, states, lockId) === undefined) break;
        const failed = changeLock(states, lockId, (state) => withLateFailure(state, hint, at));
        if (failed === states) break;
        const newest = stateOf(failed, lockId).commands.findLast(({ at: sentAt }) => sentAt <= at)?.at ?? at;
        states = failed;
        observe(lockId, 'surprise', newest + AFTER_LAG_MS);
        break;
      }
      case 'door': {
        const claim = doorClaim(hint, at);
        if (claim === undefined || sharedLock(account, states, hint.lockId) === undefined) break;
        states = changeLock(states, hint.lockId, (state) => applyDoorClaim(state, claim, at));
        break;
      }
      // Nothing of ours writes codes or cards yet.
      case 'write-failed':
        break;
    }
  }
  return { states, observations: [...observations.values()] };
}

/** Until then a reading may still return the state before the command, which would look like the result of its failure. */
const AFTER_LAG_MS = STATE_LAG_MS + 2_500;

/** Returns the shared and operable locks that a hint is about. */
function locksOf(
  account: Account,
  states: AccountState,
  hint: Extract<CloudHint, { kind: 'gateway' | 'lock' }>,
  at: number,
): string[] {
  return sharedIds(account).filter((lockId) => {
    const lock = sharedLock(account, states, lockId);
    if (lock === undefined || unavailableReason(account, lock, at) !== undefined) return false;
    if (hint.kind === 'lock') return lockId === hint.lockId;
    return lock.details.gateways?.includes(hint.gatewayId) === true;
  });
}

/** True if a hint says nothing new: the lock was observed since it arrived, or is known to be offline already. */
function isStale({ snapshot }: LockState, online: boolean | undefined, at: number): boolean {
  if (snapshot === undefined) return false;
  if (snapshot.source !== 'command' && snapshot.learnedAt > at) return true;
  return online === false && !snapshot.online;
}

/** A lock that was away may have been turned without an event. One that is known to be offline is reported so until it answers. */
function markMaybeMoved(state: LockState): LockState {
  const { snapshot } = state;
  return snapshot === undefined || !snapshot.online ? state : markUncertain(state, snapshot.happenedAt + 1);
}

/** Enqueues the observations of locks after hints that arrived at `since` (ms since the epoch). Repeating it does nothing. */
export async function enqueueHintedObservations(
  { jobs }: Pick<TrackingDeps, 'jobs'>,
  accountId: string,
  observations: readonly HintedObservation[],
  since: number,
): Promise<void> {
  for (const { lockId, because, at } of observations)
    await enqueueObservation(jobs, at, { accountId, lockId, because, since, round: 0 });
}
