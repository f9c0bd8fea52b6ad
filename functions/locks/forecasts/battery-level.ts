import type { BatteryLevel, BatteryStep, LockState } from '../account-state.ts';

/** At this percentage and below a battery is low: Google says so, and it should be changed. */
export const LOW_BATTERY_PERCENT = 20;

/** An unchanged level is stored again only at this age, to save a write per reading. */
const CONFIRM_MS = 24 * 60 * 60_000;

/** A level counts as a step down only if it is so many points below the last one: levels waver by a point. */
const STEP_POINTS = 2;

/** A level so many points above the last step means that the batteries were replaced. Cold ones recover by less. */
const REPLACED_POINTS = 15;

/** The first step and the newest ones: few, because a household may have hundreds of locks in one document. */
const MAX_STEPS = 8;

/** Returns the state with a battery level (0 to 100) learned at `now`; the same object if it adds nothing. */
export function withBattery(state: LockState, percent: number | undefined, now: number): LockState {
  if (percent === undefined || !(percent >= 0 && percent <= 100)) return state;
  const rounded = Math.round(percent);
  const known = state.battery;
  if (known !== undefined && known.learnedAt > now) return state;
  if (known?.percent === rounded && now - known.learnedAt < CONFIRM_MS) return state;
  return { ...state, battery: { percent: rounded, learnedAt: now, steps: stepsWith(known, rounded, now) } };
}

/** Returns the steps of a battery with one more reading. A document of before steps were stored begins with its level. */
function stepsWith(known: BatteryLevel | undefined, percent: number, at: number): readonly BatteryStep[] {
  const first = { percent, at };
  if (known === undefined) return [first];
  const steps = known.steps ?? [{ percent: known.percent, at: known.learnedAt }];
  const last = steps.at(-1);
  if (last === undefined || percent >= last.percent + REPLACED_POINTS) return [first];
  if (percent > last.percent - STEP_POINTS) return steps;
  const [oldest = first, ...newer] = [...steps, first];
  return [oldest, ...newer.slice(1 - MAX_STEPS)];
}
