import type { LockState } from './account-state.ts';
import { backInReach } from './offline.ts';

/**
 * The state after a list said whether the lock is online, which lists do of Wi-Fi locks only. `now` in ms since the epoch.
 */
export function withListedReach(state: LockState, online: boolean | undefined, now: number): LockState {
  const { snapshot } = state;
  if (online === undefined || (snapshot?.online ?? true) === online) return state;
  if (online) return snapshot === undefined ? state : backInReach(state, snapshot);
  const unheardOf = { bolt: 'unknown', jammed: false, source: 'records', happenedAt: now } as const;
  return { ...state, snapshot: { ...(snapshot ?? unheardOf), online, learnedAt: now } };
}
