import { randomBytes } from 'node:crypto';

/** Randomness as a dependency, so that tests can repeat it. */
export interface Random {
  bytes(length: number): Buffer;
  /** Returns a number in [0, 1), for jitter, never for secrets. */
  next(): number;
}

/** A request to the system costs as much as a hundred bytes. */
const POOL_BYTES = 4096;

let pool = Buffer.alloc(0);
let used = 0;

/** The operating system's randomness. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > POOL_BYTES) return randomBytes(length);
    if (used + length > pool.length) {
      pool = randomBytes(POOL_BYTES);
      used = 0;
    }
    used += length;
    // A copy: who keeps a few bytes must not keep the pool, and its own bytes are seen by nobody else.
    const bytes = Buffer.from(pool.subarray(used - length, used));
    pool.fill(0, used - length, used);
    return bytes;
  },
  next: () => systemRandom.bytes(6).readUIntBE(0, 6) / 2 ** 48,
};
