import type { LockState } from './account-state.ts';

/** An unchanged level is stored again only at this age, to save a write per reading. */
const CONFIRM_MS = 24 * 60 * 60_000;

/** Returns the state with a battery level (0 to 100) learned at `now`; the same object if it adds nothing. */
export function withBattery(state: LockState, percent: number | undefined, now: number): LockState {
  if (percent === undefined || !(percent >= 0 && percent <= 100)) return state;
  const rounded = Math.round(percent);
  const known = state.battery;
  if (known !== undefined && known.learnedAt > now) return state;
  if (known?.percent === rounded && now - known.learnedAt < CONFIRM_MS) return state;
  return { ...state, battery: { percent: rounded, learnedAt: now } };
}
