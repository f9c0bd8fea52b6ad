import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Random } from '../random.ts';
import type { Sealed, Sealer } from './sealing.ts';

/**
 * A PIN as it is stored: scrypt with a salt, and the hash sealed on top. The seal is the pepper: four digits can be
 * guessed out of any plain hash, and not out of this one without a key that is not in the store. A mixed-in pepper
 * would protect as well, but could not be rotated without the PIN; a seal can.
 */
export interface PinHash {
  /** base64url. */
  readonly salt: string;
  /** scrypt cost: N = 2 ** cost. */
  readonly cost: number;
  readonly hash: Sealed;
}

/** What {@link Sealer} is told when the hash of a PIN is sealed. */
export const PIN_PURPOSE = 'pin';

/** 16 MB and about 30 ms of one core for each guess; more would be felt at the door. */
const COST = 14;
const HASH_BYTES = 32;

/** Whether this is a PIN as people may choose one: 4 to 8 ASCII digits, leading zeros kept. */
export function isPin(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9]{4,8}$/.test(text);
}

/** Hashes a PIN for the account that it belongs to. Throws a RangeError when it is not one. */
export async function hashPin(
  deps: { sealer: Sealer; random: Pick<Random, 'bytes'> },
  accountId: string,
  pin: string,
): Promise<PinHash> {
  if (!isPin(pin)) throw new RangeError('a PIN has 4 to 8 digits');
  const salt = deps.random.bytes(16);
  const hash = await derive(pin, salt, COST);
  return {
    salt: salt.toString('base64url'),
    cost: COST,
    hash: deps.sealer.seal(accountId, PIN_PURPOSE, hash.toString('base64url')),
  };
}

/** Whether `pin` is the one that was hashed. Anything that is no PIN is wrong. Throws `SealingError`. */
export async function pinMatches(
  sealer: Sealer,
  accountId: string,
  stored: PinHash,
  pin: unknown,
): Promise<boolean> {
  if (!isPin(pin)) return false;
  const expected = Buffer.from(sealer.open(accountId, PIN_PURPOSE, stored.hash), 'base64url');
  const given = await derive(pin, Buffer.from(stored.salt, 'base64url'), stored.cost);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** scrypt in libuv's thread pool: the event loop goes on. */
function derive(pin: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost, r: 8, p: 1, maxmem: 256 * 2 ** cost * 8 };
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
