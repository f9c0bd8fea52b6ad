import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../random.ts';
import type { Sealed, Sealer } from '../sealing.ts';
import type { HashSlots } from './hash-slots.ts';

/** A salted scrypt hash, sealed: four digits can be guessed from a plain hash, and a seal, unlike a pepper, can be rotated. */
export interface PinHash {
  /** base64url. */
  readonly salt: string;
  /** scrypt cost: N = 2 ** cost. */
  readonly cost: number;
  readonly hash: Sealed;
}

export const PIN_PURPOSE = 'pin';

/** 16 MB and about 30 ms of one core per guess; more would be noticeable at the door. */
const COST = 14;
const HASH_BYTES = 32;

/** True for a valid PIN: 4 to 8 ASCII digits; leading zeros count. */
export function isPin(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9]{4,8}$/.test(text);
}

interface HashPinDeps {
  readonly sealer: Sealer;
  readonly random: Pick<Random, 'bytes'>;
  readonly slots: HashSlots;
  readonly pinCost?: number | undefined;
}

/** Hashes the new PIN of an account. Throws `RangeError` if it is invalid, and `HashDroppedError` as {@link HashSlots.run}. */
export async function hashPin(
  { sealer, random, slots, pinCost: cost = COST }: HashPinDeps,
  accountId: string,
  pin: string,
): Promise<PinHash> {
  if (!isPin(pin)) throw new RangeError('a PIN has 4 to 8 digits');
  const salt = random.bytes(16);
  const hash = await slots.run(accountId, () => derive(pin, salt, cost), { isNewPin: true });
  return {
    salt: salt.toString('base64url'),
    cost,
    hash: sealer.seal(accountId, PIN_PURPOSE, hash.toString('base64url')),
  };
}

/** True if `pin` is the hashed one; an invalid PIN is not. Throws `SealingError`, and `HashDroppedError` as {@link HashSlots.run}. */
export async function pinMatches(
  { sealer, slots }: { sealer: Sealer; slots: HashSlots },
  accountId: string,
  stored: PinHash,
  pin: unknown,
  isLate?: () => boolean,
): Promise<boolean> {
  if (!isPin(pin)) return false;
  const expected = Buffer.from(sealer.open(accountId, PIN_PURPOSE, stored.hash), 'base64url');
  const salt = Buffer.from(stored.salt, 'base64url');
  const given = await slots.run(accountId, () => derive(pin, salt, stored.cost), {
    ...(isLate && { isLate }),
  });
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Runs scrypt on libuv's thread pool, beside the event loop. */
function derive(pin: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost, r: 8, p: 1, maxmem: 256 * 2 ** cost * 8 };
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
