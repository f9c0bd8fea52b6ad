import { CloudFailureError } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';
import type { CallOptions, CloudLock } from '../locks/lock-cloud.ts';
import type { GatewayCloud, GatewayDetail, HeardLock, HearingGateway, Signal } from './access-settings.ts';

/** Ms by which the cloud's flag of a gateway may be late (TTLock platform, page on gateways). */
export const MAX_GATEWAY_LAG_MS = 8 * 60_000;

/** Ms for which the cloud remembers which gateway hears which lock (TTLock platform, page on gateways). */
export const MAX_HEARD_LAG_MS = 30 * 60_000;

/** Calls for one tree, if the caller names no other number. The smallest plan has 10,000 a month. */
export const MAX_TREE_CALLS = 60;

/** How well a gateway and a lock hear each other; `unknown` without a measurement. */
export type SignalStrength = 'strong' | 'medium' | 'weak' | 'unknown';

/** Returns the meaning of a signal in dBm: above -75 strong, below -85 weak (the scale of clients of the TTLock platform). */
export function signalStrength(dbm: number | undefined): SignalStrength {
  if (dbm === undefined) return 'unknown';
  if (dbm > -75) return 'strong';
  return dbm >= -85 ? 'medium' : 'weak';
}

/** A lock below a gateway. */
export interface TreeLock extends Signal {
  readonly lockId: string;
  /** The account's name of the lock, else the one that the gateway's list has. */
  readonly name?: string;
  readonly strength: SignalStrength;
  /** False for a lock in reach that is not one of the account's. */
  readonly isOfAccount: boolean;
}

/** A gateway and the locks that it hears, strongest first. */
export interface TreeGateway extends Omit<GatewayDetail, 'locks'> {
  readonly gatewayId: string;
  readonly locks: readonly TreeLock[];
}

/** The gateways of an account and its locks below them. A lock stands below each gateway that hears it. */
export interface GatewayTree {
  /** By name. */
  readonly gateways: readonly TreeGateway[];
  /** Locks that need a gateway and that none hears: nothing reaches them but a phone. */
  readonly unheard: readonly CloudLock[];
  /** Locks with Wi-Fi of their own. */
  readonly withWifi: readonly CloudLock[];
  /** Locks of which it is not known who hears them: the calls did not suffice, or the cloud did not answer for them. */
  readonly unchecked: readonly CloudLock[];
  /** False if a call failed or was left out: a gateway, a lock below one, or a flag may be missing. */
  readonly isComplete: boolean;
  /** The calls that were made. */
  readonly calls: number;
}

/** Options of {@link readGatewayTree}. */
export interface GatewayTreeOptions extends CallOptions {
  /** Maximum calls; {@link MAX_TREE_CALLS} by default. */
  readonly maxCalls?: number;
}

/**
 * Reads who hears whom, starting from the locks: the cloud has no list of gateways. Two calls for each gateway and one for each lock
 * that needs one; the most telling come first, so that a tree cut short by `maxCalls` lacks least. A failure that is due to one lock
 * or gateway leaves a gap. Rejects with `CloudFailureError` if every further call would fail alike.
 */
export async function readGatewayTree(
  cloud: GatewayCloud,
  locks: readonly CloudLock[],
  { maxCalls = MAX_TREE_CALLS, ...options }: GatewayTreeOptions = {},
): Promise<GatewayTree> {
  const bounded = new BoundedCalls(maxCalls);
  const links = new Map<string, Map<string, HeardLock>>();
  const details = new Map<string, GatewayDetail>();
  const link = (gatewayId: string, lock: HeardLock) => {
    const below = links.get(gatewayId) ?? new Map<string, HeardLock>();
    links.set(gatewayId, below.set(lock.lockId, { ...below.get(lock.lockId), ...lock }));
  };
  const isHeard = ({ lockId }: CloudLock) => [...links.values()].some((below) => below.has(lockId));

  const readGateway = async ({ gatewayId, name }: HearingGateway) => {
    if (details.has(gatewayId)) return;
    details.set(gatewayId, name === undefined ? {} : { name });
    const detail = await bounded.make(() => cloud.detail(gatewayId, options));
    if (detail) details.set(gatewayId, { ...details.get(gatewayId), ...detail });
    for (const lock of (await bounded.make(() => cloud.locks(gatewayId, options))) ?? [])
      link(gatewayId, lock);
  };

  const waiting = locks.filter(({ connection }) => connection !== 'wifi');
  const answered = new Set<string>();
  while (waiting.length > 0) {
    // A lock that no gateway has named yet may lead to a new one.
    const [lock] = waiting.splice(
      Math.max(
        0,
        waiting.findIndex((each) => !isHeard(each)),
      ),
      1,
    );
    if (!lock) break;
    const hearing = await bounded.make(() => cloud.hearing(lock.lockId, options));
    if (hearing) answered.add(lock.lockId);
    for (const { gatewayId, name: _, ...signal } of hearing ?? [])
      link(gatewayId, { lockId: lock.lockId, ...signal });
    for (const gateway of hearing ?? []) await readGateway(gateway);
  }

  const names = new Map(locks.map(({ lockId, name }) => [lockId, name] as const));
  const needing = locks.filter((lock) => lock.connection !== 'wifi' && !isHeard(lock));
  return {
    gateways: [...links]
      .map(([gatewayId, below]) => treeGateway(gatewayId, details.get(gatewayId), [...below.values()], names))
      .sort((one, other) => (one.name ?? one.gatewayId).localeCompare(other.name ?? other.gatewayId)),
    unheard: needing.filter(({ lockId }) => answered.has(lockId)),
    withWifi: locks.filter(({ connection }) => connection === 'wifi'),
    unchecked: needing.filter(({ lockId }) => !answered.has(lockId)),
    isComplete: bounded.isComplete,
    calls: bounded.calls,
  };
}

function treeGateway(
  gatewayId: string,
  detail: GatewayDetail = {},
  below: readonly HeardLock[],
  names: ReadonlyMap<string, string>,
): TreeGateway {
  const { locks: _, ...described } = detail;
  const locks = below.map((lock) => {
    const name = names.get(lock.lockId) ?? lock.name;
    const strength = signalStrength(lock.signal);
    return { ...lock, ...(name !== undefined && { name }), strength, isOfAccount: names.has(lock.lockId) };
  });
  const level = (signal = Number.NEGATIVE_INFINITY) => signal;
  locks.sort((one, other) => (level(one.signal) < level(other.signal) ? 1 : -1));
  return { ...described, gatewayId, locks };
}

/** Calls one after another, until their number is used up. */
class BoundedCalls {
  calls = 0;
  isComplete = true;
  readonly #maxCalls: number;
  #failedInARow = 0;

  constructor(maxCalls: number) {
    this.#maxCalls = maxCalls;
  }

  /** Resolves with `undefined` if the call is left out, or fails for a reason that other calls need not share. */
  async make<T>(call: () => Promise<T>): Promise<T | undefined> {
    if (this.calls >= this.#maxCalls) {
      this.isComplete = false;
      return undefined;
    }
    this.calls++;
    try {
      const result = await call();
      this.#failedInARow = 0;
      return result;
    } catch (error) {
      if (!(error instanceof CloudFailureError)) throw error;
      const { endsPoll } = FAILURE_POLICY[error.reason];
      this.#failedInARow = endsPoll === 'at-second' ? this.#failedInARow + 1 : 0;
      if (endsPoll === 'at-first' || this.#failedInARow > 1) throw error;
      this.isComplete = false;
      return undefined;
    }
  }
}
