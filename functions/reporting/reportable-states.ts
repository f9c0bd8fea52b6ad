import type { LockState } from '../locks/account-state.ts';
import { type RelockFacts, usableSnapshot } from '../locks/known-state.ts';
import { type DeviceStates, deviceStates } from '../smarthome/device-states.ts';

const NEVER_RELOCKS: RelockFacts = { autoLockSeconds: 0, passageMode: false };

/**
 * What Google is told of a lock now, or nothing where nothing is known: neither a bolt in doubt nor one that may have
 * moved by itself is told of, it is looked at. Google keeps what it was told before.
 */
export function reportableStates(
  state: LockState,
  now: number,
  relock: RelockFacts = NEVER_RELOCKS,
): DeviceStates | undefined {
  const snapshot = usableSnapshot(state, relock, now);
  return snapshot && deviceStates(snapshot, state.battery);
}
