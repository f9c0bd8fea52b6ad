import type { LockState, Snapshot } from './account-state.ts';
import type { FailureReason } from './cloud-failure-error.ts';
import { policyOf } from './failure-policy.ts';
import type { BoltState } from './lock-cloud.ts';

/** Whether a failure means that the lock cannot be reached from afar. Other words mean nothing of the kind. */
export function meansOffline(said: FailureReason | BoltState | 'not-sent'): boolean {
  return policyOf(said)?.reach === 'offline';
}

/**
 * The state of a lock that is in reach again. That says nothing of its bolt, which anybody may have turned meanwhile: what was
 * known before holds no longer, and the lock is to be asked.
 */
export function markOnline(state: LockState, snapshot: Snapshot): LockState {
  const { happenedAt } = snapshot;
  return markUncertain(
    { ...state, snapshot: { ...snapshot, online: true, learnedAt: happenedAt } },
    happenedAt + 1,
  );
}

/** The state with the moment of something that leaves the bolt's place open, ms since the epoch. */
export function markUncertain(state: LockState, at: number): LockState {
  return (state.uncertainSince ?? 0) >= at ? state : { ...state, uncertainSince: at };
}

/**
 * The state after a list said whether the lock is online, which lists do of Wi-Fi locks only. `now` in ms since the epoch.
 */
export function withListedOnline(state: LockState, online: boolean | undefined, now: number): LockState {
  const { snapshot } = state;
  if (online === undefined || (snapshot?.online ?? true) === online) return state;
  if (online) return snapshot === undefined ? state : markOnline(state, snapshot);
  const unheardOf = { bolt: 'unknown', jammed: false, source: 'records', happenedAt: now } as const;
  return { ...state, snapshot: { ...(snapshot ?? unheardOf), online, learnedAt: now } };
}
