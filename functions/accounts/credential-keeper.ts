import type { CloudCredentials, CredentialKeeper } from '../locks/lock-cloud.ts';
import type { Account } from './account.ts';
import type { Sealer } from './sealing.ts';

const PURPOSE = 'credentials';

/** Seals the credentials of an account. */
export function sealCredentials(sealer: Sealer, accountId: string, credentials: CloudCredentials) {
  return sealer.seal(accountId, PURPOSE, JSON.stringify(credentials));
}

/** Opens the credentials of an account. Throws `SealingError`. */
export function openCredentials(sealer: Sealer, account: Account): CloudCredentials {
  return JSON.parse(sealer.open(account.id, PURPOSE, account.credentials));
}

/** Seals the credentials again when a newer key is there. */
export function renewCredentials(sealer: Sealer, account: Account) {
  return sealer.renew(account.id, PURPOSE, account.credentials);
}

/**
 * A {@link CredentialKeeper} over an account. The credentials are opened when they are first asked for: an intent that
 * is answered out of a snapshot never opens them.
 */
export function createKeeper(
  parts: {
    sealer: Sealer;
    load(accountId: string): Promise<Account | undefined>;
    change(accountId: string, change: (account: Account) => Account): Promise<Account | undefined>;
  },
  account: Account,
): CredentialKeeper {
  const { sealer, load, change } = parts;
  let opened: CloudCredentials | undefined;
  return {
    owner: account.id,
    get credentials() {
      opened ??= openCredentials(sealer, account);
      return opened;
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
