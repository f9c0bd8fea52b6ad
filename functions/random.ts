import { randomBytes } from 'node:crypto';

/** Randomness as a dependency, so that tests can repeat it. */
export interface Random {
  bytes(length: number): Buffer;
  /** Returns a number in [0, 1), for jitter, never for secrets. */
  next(): number;
}

/** The operating system's randomness. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};
