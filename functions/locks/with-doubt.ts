import type { LockState } from './lock-states.ts';

/** The state with the moment of something that leaves the bolt's place open, ms since the epoch. */
export function withDoubt(state: LockState, at: number): LockState {
  return (state.doubtedAt ?? 0) >= at ? state : { ...state, doubtedAt: at };
}
