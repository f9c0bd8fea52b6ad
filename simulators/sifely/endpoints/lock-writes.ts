import { PlatformError } from '../http/failures.ts';
import type { AccountState, LockState } from '../world/world.ts';
import { type EndpointCall, managedLock } from './endpoint.ts';

/** The ways by which a lock learns of a write, on the wire. */
export const WAY = { bluetooth: 1, gateway: 2, narrowband: 3 } as const;

/** `addType` of what a Wi-Fi lock takes when it wakes. */
const WHEN_AWAKE = 4;

/**
 * Reads the way of an addition, and whether the lock takes it later: one that saves power, when it wakes. -4043 for such a way to
 * a lock without Wi-Fi.
 */
export function additionOf(
  { parameters }: EndpointCall,
  lock: LockState,
): { readonly way: number; readonly isLater: boolean } {
  const asked = parameters.optionalInteger('addType');
  if (asked !== WHEN_AWAKE) return { way: wayOf(asked), isLater: false };
  if (!lock.wifi) throw new PlatformError(-4043);
  return { way: WAY.gateway, isLater: lock.asleep === true };
}

/** Returns the lock that a write names, if the account manages it. */
export function writtenLock(call: EndpointCall, account: AccountState): LockState {
  return managedLock(call, account, call.parameters.integer('lockId')).lock;
}

/** Reads the way of a write: Bluetooth if none is named; -3 if there is no such way. */
export function wayOf(type: number | undefined): number {
  const way = type ?? WAY.bluetooth;
  if (way < WAY.bluetooth || way > WAY.narrowband) throw new PlatformError(-3);
  return way;
}

/** Runs `work` in the lock, if a gateway writes. A write is in the lock exactly if its gateway did it. */
export async function writeToLock(
  call: EndpointCall,
  lock: LockState,
  way: number,
  work: () => void,
): Promise<void> {
  if (way === WAY.narrowband) throw new PlatformError(-4067);
  if (way === WAY.gateway) await call.cloud.gateways.reach(lock, work);
}
