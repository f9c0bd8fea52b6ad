import type { BatteryLevel } from '../account-state.ts';
import { LOW_BATTERY_PERCENT } from './battery-level.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Less than that is the noise of a sensor that gives whole percents. */
const MIN_DROP = 4;
/** A shorter time is no habit: one cold night empties a battery faster than a month. */
const MIN_SPAN_MS = 7 * DAY_MS;
/** A range whose ends are further apart than this factor would help nobody. */
const MAX_SPREAD = 4;

/** The whole days until a battery is low, between the fastest and the slowest course that its readings allow. */
export interface BatteryForecast {
  readonly minDays: number;
  readonly maxDays: number;
}

/**
 * Forecasts when a battery reaches {@link LOW_BATTERY_PERCENT}; `undefined` if its readings do not tell, or if it is low. Lasting
 * batteries fall unevenly, so the whole course and its newer half each give a rate, at both ends of what whole percents and the time
 * between two readings leave open. `now` in ms since the epoch.
 */
export function forecastBattery(battery: BatteryLevel, now: number): BatteryForecast | undefined {
  const { percent, learnedAt, steps = [] } = battery;
  const [first] = steps;
  const last = steps.at(-1);
  const middle = steps[Math.floor((steps.length - 1) / 2)];
  if (!first || !last || !middle || percent <= LOW_BATTERY_PERCENT) return undefined;
  // After the clock was set back, times may be ahead.
  if (last.at > now || learnedAt > now) return undefined;
  if (first.percent - last.percent < MIN_DROP || last.at - first.at < MIN_SPAN_MS) return undefined;
  const rates = [first, middle].flatMap((from) => {
    const drop = from.percent - last.percent;
    if (drop === 0 || last.at <= from.at) return [];
    return [drop / (learnedAt - from.at), (drop + 1) / (last.at - from.at)];
  });
  const left = Math.max(0, percent - LOW_BATTERY_PERCENT);
  const daysAt = (rate: number) => Math.max(0, Math.floor((left / rate - (now - learnedAt)) / DAY_MS));
  const [minDays, maxDays] = [daysAt(Math.max(...rates)), daysAt(Math.min(...rates))];
  return maxDays > MAX_SPREAD * Math.max(minDays, 1) ? undefined : { minDays, maxDays };
}
