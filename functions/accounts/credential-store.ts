import type { CloudCredentials, CredentialStore } from '../locks/lock-cloud.ts';
import type { Account } from './account.ts';
import type { Sealed, Sealer } from './sealing.ts';

const PURPOSE = 'credentials';

/** Seals the credentials of an account. */
export function sealCredentials(sealer: Sealer, accountId: string, credentials: CloudCredentials) {
  return sealer.seal(accountId, PURPOSE, JSON.stringify(credentials));
}

/** What was opened, for as long as somebody has the account that it was sealed in: opening costs a fifth of a millisecond. */
const opened = new WeakMap<Sealed, CloudCredentials>();

/** Opens the credentials of an account. Throws `SealingError`. */
export function openCredentials(sealer: Sealer, { id, credentials: sealed }: Account): CloudCredentials {
  const before = opened.get(sealed);
  if (before !== undefined) return before;
  const credentials: CloudCredentials = JSON.parse(sealer.open(id, PURPOSE, sealed));
  opened.set(sealed, credentials);
  return credentials;
}

/** Seals the credentials again when a newer key is there. */
export function renewCredentials(sealer: Sealer, account: Account) {
  return sealer.renew(account.id, PURPOSE, account.credentials);
}

/**
 * A {@link CredentialStore} over an account. The credentials are opened when they are first asked for: an intent that
 * is answered out of a snapshot never opens them.
 */
export function createCredentialStore(
  parts: {
    sealer: Sealer;
    load(accountId: string): Promise<Account | undefined>;
    change(accountId: string, change: (account: Account) => Account): Promise<Account | undefined>;
  },
  account: Account,
): CredentialStore {
  const { sealer, load, change } = parts;
  return {
    owner: account.id,
    get credentials() {
      return openCredentials(sealer, account);
    },
    async reload() {
      const newest = await load(account.id);
      return newest && openCredentials(sealer, newest);
    },
    async save(renewed) {
      const credentials = sealCredentials(sealer, account.id, renewed);
      await change(account.id, ({ credentialsRefusedAt: _, ...kept }) => ({ ...kept, credentials }));
    },
  };
}
