import type { LockState } from './lock-states.ts';

/**
 * The state after a list said whether the lock is online, which lists do of Wi-Fi locks only. Being in reach says
 * nothing new of the bolt: that does not make an old snapshot fresh. `now` in ms since the epoch.
 */
export function withListedReach(state: LockState, online: boolean | undefined, now: number): LockState {
  const { snapshot } = state;
  if (online === undefined || (snapshot?.online ?? true) === online) return state;
  if (online) {
    return snapshot === undefined
      ? state
      : { ...state, snapshot: { ...snapshot, online, learnedAt: snapshot.happenedAt } };
  }
  const unheardOf = { bolt: 'unknown', jammed: false, source: 'records', happenedAt: now } as const;
  return { ...state, snapshot: { ...(snapshot ?? unheardOf), online, learnedAt: now } };
}
