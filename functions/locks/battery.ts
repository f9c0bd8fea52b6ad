import type { LockState } from './account-state.ts';

/** An unchanged level is written again only when it is this old: a write per reading would be waste. */
const CONFIRM_MS = 24 * 60 * 60_000;

/** The state with a battery level learned at `now`; the same object when that says nothing new. */
export function withBattery(state: LockState, percent: number | undefined, now: number): LockState {
  if (percent === undefined || !(percent >= 0 && percent <= 100)) return state;
  const rounded = Math.round(percent);
  const known = state.battery;
  if (known !== undefined && known.learnedAt > now) return state;
  if (known?.percent === rounded && now - known.learnedAt < CONFIRM_MS) return state;
  return { ...state, battery: { percent: rounded, learnedAt: now } };
}
