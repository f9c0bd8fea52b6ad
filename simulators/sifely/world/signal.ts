import type { GatewayState, LockState } from './world.ts';

/** Returns the signal strength between a lock and a gateway in its reach, in dBm. */
export function signalOf({ signal, gatewayIds }: LockState, gatewayId: number): number {
  return signal?.[gatewayId] ?? -62 - 12 * gatewayIds.indexOf(gatewayId);
}

/** Returns gateways in reach of a lock, strongest first. */
export function bySignal(lock: LockState, gateways: readonly GatewayState[]): GatewayState[] {
  return gateways.toSorted((a, b) => signalOf(lock, b.gatewayId) - signalOf(lock, a.gatewayId));
}
