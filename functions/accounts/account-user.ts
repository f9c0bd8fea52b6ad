import type { Account } from './account.ts';
import { type Sealer, SealingError } from './sealing.ts';

const PURPOSE = 'user';

/** Seals the user name of an account, so that its identity can be computed under later keys. */
export function sealUser(sealer: Sealer, accountId: string, user: string) {
  return sealer.seal(accountId, PURPOSE, user);
}

/** Returns the user name of an account; `undefined` if it is not stored or its key is missing. */
export function openUser(sealer: Sealer, { id, user }: Account): string | undefined {
  try {
    return user && sealer.open(id, PURPOSE, user);
  } catch (error) {
    if (error instanceof SealingError) return undefined;
    throw error;
  }
}

/** Seals the user name again if a newer key exists. */
export function renewUser(sealer: Sealer, { id, user }: Account) {
  return user && sealer.renew(id, PURPOSE, user);
}
