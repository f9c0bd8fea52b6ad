import type { LockState } from '../locks/account-state.ts';
import { type RelockFacts, usableSnapshot } from '../locks/known-state.ts';
import { type DeviceStates, deviceStates } from '../smarthome/device-states.ts';

const NEVER_RELOCKS: RelockFacts = { autoLockSeconds: 0, passageMode: false };

/** Offline if the lock cannot be operated now. Returns `undefined` if the bolt is uncertain or may have relocked: it is observed first; Google keeps the last report. */
export function reportableStates(
  state: LockState,
  now: number,
  relock: RelockFacts = NEVER_RELOCKS,
): DeviceStates | undefined {
  if (state.listed !== undefined && state.listed.operability !== 'operable') return { online: false };
  const snapshot = usableSnapshot(state, relock, now);
  return snapshot && deviceStates(snapshot, state.battery);
}
