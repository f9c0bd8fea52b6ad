import { createHmac, type KeyObject } from 'node:crypto';
import type { Sealer } from '../../accounts/sealing.ts';
import { constantEquals } from '../constant-equals.ts';

/** Tokens against cross-site request forgery: keyed hashes, so nothing is stored before sign-in, and every tab works. */
export interface FormTokens {
  /** Returns the token for one browser and one purpose (the form and the signed-in person). */
  mint(browserId: string, purpose: readonly string[]): string;
  check(token: string | null, browserId: string, purpose: readonly string[]): boolean;
}

/** Creates form tokens that stay valid while encryption keys are rotated. */
export function createFormTokens(sealer: Pick<Sealer, 'derived'>): FormTokens {
  const [newest, ...older] = sealer.derived('form token').map(({ key }) => key);
  if (!newest) throw new RangeError('form tokens need a key');
  const make = (key: KeyObject, parts: readonly string[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
  return {
    mint: (browserId, purpose) => make(newest, [browserId, ...purpose]),
    check: (token, browserId, purpose) =>
      token !== null &&
      [newest, ...older].some((key) => constantEquals(token, make(key, [browserId, ...purpose]))),
  };
}
