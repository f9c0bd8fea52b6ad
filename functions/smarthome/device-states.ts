import type { BatteryLevel, Snapshot } from '../locks/account-state.ts';
import { LOW_BATTERY_PERCENT } from '../locks/forecasts/battery-level.ts';

type CapacityWord = 'CRITICALLY_LOW' | 'LOW' | 'MEDIUM' | 'HIGH' | 'FULL';

interface BatteryStates {
  readonly descriptiveCapacityRemaining?: CapacityWord;
  readonly capacityRemaining?: readonly { readonly rawValue: number; readonly unit: 'PERCENTAGE' }[];
}

/** States in QUERY, EXECUTE and reports. No `isLocked` if jammed (/cloud-to-cloud/traits/lockunlock) or not known. */
export interface DeviceStates extends BatteryStates {
  readonly online: boolean;
  readonly isLocked?: boolean;
  readonly isJammed?: boolean;
}

/** States in QUERY and EXECUTE. Reports must not have an exception. */
export interface StatesWithException extends DeviceStates {
  readonly exceptionCode?: 'lowBattery';
}

/** Builds all known states of all traits; the only builder. */
export function deviceStates(snapshot: Snapshot, battery: BatteryLevel | undefined): DeviceStates {
  if (!snapshot.online) return { online: false };
  return { online: true, ...boltStates(snapshot), ...batteryStates(battery) };
}

/** Adds the low battery warning, which Google speaks after a success. */
export function withException(states: DeviceStates, battery: BatteryLevel | undefined): StatesWithException {
  const low = states.online && battery !== undefined && battery.percent <= LOW_BATTERY_PERCENT;
  return low ? { ...states, exceptionCode: 'lowBattery' } : states;
}

function boltStates({ bolt, jammed }: Snapshot): Pick<DeviceStates, 'isLocked' | 'isJammed'> {
  if (jammed) return { isJammed: true };
  return bolt === 'unknown' ? {} : { isLocked: bolt === 'locked', isJammed: false };
}

function batteryStates(battery: BatteryLevel | undefined): BatteryStates {
  if (battery === undefined) return {};
  return {
    descriptiveCapacityRemaining: capacityWord(battery.percent),
    capacityRemaining: [{ rawValue: Math.round(battery.percent), unit: 'PERCENTAGE' }],
  };
}

/** Google gives no thresholds; these are openhab-google-assistant's. */
function capacityWord(percent: number): CapacityWord {
  if (percent <= 10) return 'CRITICALLY_LOW';
  if (percent <= 40) return 'LOW';
  if (percent <= 75) return 'MEDIUM';
  return percent < 100 ? 'HIGH' : 'FULL';
}
