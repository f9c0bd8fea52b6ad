import type { Account } from './account.ts';
import { type Sealer, SealingError } from './sealing.ts';

const PURPOSE = 'user';

/** Seals the name of the person whose account this is, so that it can be found by it under keys that come later. */
export function sealUser(sealer: Sealer, accountId: string, user: string) {
  return sealer.seal(accountId, PURPOSE, user);
}

/** The person whose account this is; `undefined` where it is not kept, or a key is missing to read it. */
export function openUser(sealer: Sealer, { id, user }: Account): string | undefined {
  try {
    return user && sealer.open(id, PURPOSE, user);
  } catch (error) {
    if (error instanceof SealingError) return undefined;
    throw error;
  }
}

/** Seals the name again when a newer key is there. */
export function renewUser(sealer: Sealer, { id, user }: Account) {
  return user && sealer.renew(id, PURPOSE, user);
}
