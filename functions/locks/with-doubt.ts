import type { LockState } from './account-state.ts';

/** The state with the moment of something that leaves the bolt's place open, ms since the epoch. */
export function markUncertain(state: LockState, at: number): LockState {
  return (state.uncertainSince ?? 0) >= at ? state : { ...state, uncertainSince: at };
}
