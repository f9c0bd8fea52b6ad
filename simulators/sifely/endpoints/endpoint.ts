import type { Cloud } from '../cloud.ts';
import { PlatformError } from '../http/failures.ts';
import type { Parameters } from '../http/parameters.ts';
import type { AccountState, LockState, Profile } from '../world/world.ts';

/** The documented format of an endpoint's success: a page, an object, "yes or no", or wrapped. */
type ReplyShape = 'page' | 'object' | 'result' | 'wrapped' | 'public-login';

/** An authenticated call. */
export interface EndpointCall {
  readonly cloud: Cloud;
  /** The front that the caller speaks to. */
  readonly profile: Profile;
  readonly parameters: Parameters;
  /** Body fields, for the few endpoints that read a body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly now: number;
  /** True if a fault holds the motor: the command succeeds but nothing moves. */
  motorJammed(): { readonly reads: 'unknown' | undefined } | undefined;
}

/** One path of the API. `run` returns the payload; it throws `PlatformError` or `HttpError`. */
export type Endpoint = {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly shape: ReplyShape;
  /** True if the platform's documentation names it, Sifely's does not, and clients use it on Sifely: see the option `platformExtras`. */
  readonly extra?: boolean;
  /** True if GET and POST do the same, as they always do in TTLock's dialect. */
  readonly eitherMethod?: boolean;
  /** The fronts that have it. Default: all. */
  readonly profiles?: readonly Profile[];
  /** True if its parameter `type` says how the lock learns of it, as `addType` and the like do elsewhere. */
  readonly wayInType?: boolean;
  /** True if it also reads its parameters from a form body. */
  readonly formBody?: boolean;
} & (
  | { readonly access: 'public'; run(call: EndpointCall): unknown }
  | { readonly access: 'account'; run(call: EndpointCall, account: AccountState): unknown }
);

/** Returns the account's key of a lock. -1003: no such lock; 20001: not this account's. */
export function heldLock({ cloud }: EndpointCall, account: AccountState, lockId: number) {
  const lock = cloud.world.locks.get(String(lockId));
  if (!lock) throw new PlatformError(-1003);
  const key = cloud.world.keys.find((each) => each.lockId === lockId && each.username === account.username);
  if (!key) throw new PlatformError(20001);
  return { lock, key };
}

/** Returns a lock that the account manages: its own, or one with an authorised key; otherwise 20002. */
export function managedLock(call: EndpointCall, account: AccountState, lockId: number) {
  const { lock, key } = heldLock(call, account, lockId);
  if (!key.admin && key.keyRight !== 1) throw new PlatformError(20002);
  return { lock, key };
}

/** Returns the capability mask of a lock: hexadecimal, more than 32 bits for Wi-Fi locks. */
export function featureValue({ features, wifi, doorSensor }: LockState): string {
  let mask = 0x4f4c_0011n;
  const set = (bit: bigint, on: boolean) => {
    mask = on ? mask | (1n << bit) : mask & ~(1n << bit);
  };
  set(8n, features.remoteLock);
  set(10n, features.remoteUnlock);
  set(13n, doorSensor !== undefined);
  set(22n, true);
  set(56n, wifi);
  return mask.toString(16).toUpperCase();
}
