import type { LockState, Snapshot, UnsentReason } from './account-state.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import { policyOf } from './failure-policy.ts';
import type { BoltState } from './lock-cloud.ts';

/** True if an answer means that the lock cannot be reached remotely. */
export function meansOffline(said: FailureReason | BoltState | UnsentReason): boolean {
  return policyOf(said)?.reach === 'offline';
}

/** Returns the state of a lock that is reachable again. Its bolt may have been turned meanwhile, so the state is uncertain. */
export function markOnline(state: LockState, snapshot: Snapshot): LockState {
  const { happenedAt } = snapshot;
  return markUncertain(
    { ...state, snapshot: { ...snapshot, online: true, learnedAt: happenedAt } },
    happenedAt + 1,
  );
}

/** Returns the state as uncertain since `at` (ms since the epoch); the same object if it is uncertain since a later time. */
export function markUncertain(state: LockState, at: number): LockState {
  return (state.uncertainSince ?? 0) >= at ? state : { ...state, uncertainSince: at };
}

/** Returns the state after a list said if the lock is online, as lists do for Wi-Fi locks only. `now` in ms since the epoch. */
export function withListedOnline(state: LockState, online: boolean | undefined, now: number): LockState {
  const { snapshot } = state;
  if (online === undefined || (snapshot?.online ?? true) === online) return state;
  if (online) return snapshot === undefined ? state : markOnline(state, snapshot);
  const unknownBolt = { bolt: 'unknown', jammed: false, source: 'records', happenedAt: now } as const;
  return { ...state, snapshot: { ...(snapshot ?? unknownBolt), online, learnedAt: now } };
}
