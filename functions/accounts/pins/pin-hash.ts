import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../random.ts';
import type { HashOptions, HashSlots } from './hash-slots.ts';

/** The salt of PINs and the cost of their hashes. PINs of an account have the same, so that an attempt costs one hash; two only where an earlier release set one. */
export interface PinSalt {
  /** base64url. */
  readonly salt: string;
  /** scrypt cost: N = 2 ** cost. */
  readonly cost: number;
}

/** The hash of digits by each salt, by {@link saltKey}. */
export type PinHashes = ReadonlyMap<string, Buffer>;

/** 16 MB and about 30 ms of one core per guess; more would be noticeable at the door. */
const COST = 14;
const HASH_BYTES = 32;

/** Returns a new random salt. */
export function mintSalt(random: Pick<Random, 'bytes'>, cost = COST): PinSalt {
  return { salt: random.bytes(16).toString('base64url'), cost };
}

/** Returns the key of a salt in {@link PinHashes}. */
export function saltKey({ salt, cost }: PinSalt): string {
  return `${cost}/${salt}`;
}

/** Hashes the digits of a PIN by each salt, on a thread of the pool. Rejects with `HashDroppedError` as {@link HashSlots.run}. */
export function hashDigits(
  slots: HashSlots,
  accountId: string,
  digits: string,
  salts: readonly PinSalt[],
  options?: HashOptions,
): Promise<PinHashes> {
  const hashAll = async () => {
    const hashes = new Map<string, Buffer>();
    for (const salt of salts) hashes.set(saltKey(salt), await derive(digits, salt));
    return hashes;
  };
  return slots.run(accountId, hashAll, options);
}

/** True if two hashes are equal; in constant time. */
export function equalHashes(stored: string, given: Buffer | undefined): boolean {
  const expected = Buffer.from(stored, 'base64url');
  return given !== undefined && expected.length === given.length && timingSafeEqual(expected, given);
}

/** Runs scrypt on libuv's thread pool, beside the event loop. */
function derive(pin: string, { salt, cost }: PinSalt): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost, r: 8, p: 1, maxmem: 256 * 2 ** cost * 8 };
  return new Promise((resolve, reject) => {
    scrypt(pin, Buffer.from(salt, 'base64url'), HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
