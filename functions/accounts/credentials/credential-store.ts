import type { Clock } from '../../clock.ts';
import type { CloudCredentials, CredentialStore } from '../../locks/lock-cloud.ts';
import type { Account } from '../account.ts';
import type { Sealed, Sealer } from '../sealing.ts';
import { withoutRefusal } from './credential-refusal.ts';
import { withKeyRolled, withoutKeyRoll } from './key-roll.ts';

/** The sealing purpose of the credentials of an account. */
export const CREDENTIALS_PURPOSE = 'credentials';

/** Seals the credentials of an account. */
export function sealCredentials(sealer: Sealer, accountId: string, credentials: CloudCredentials) {
  return sealer.seal(accountId, CREDENTIALS_PURPOSE, JSON.stringify(credentials));
}

/** Opened credentials, cached as long as the account is referenced: opening takes a fifth of a millisecond. */
const opened = new WeakMap<Sealed, CloudCredentials>();

/** Opens the credentials of an account. Throws `SealingError`. */
export function openCredentials(sealer: Sealer, { id, credentials: sealed }: Account): CloudCredentials {
  const cached = opened.get(sealed);
  if (cached !== undefined) return cached;
  const credentials: CloudCredentials = JSON.parse(sealer.open(id, CREDENTIALS_PURPOSE, sealed));
  opened.set(sealed, credentials);
  return credentials;
}

/** Seals the credentials again if a newer key exists. */
export function renewCredentials(sealer: Sealer, account: Account) {
  return sealer.renew(account.id, CREDENTIALS_PURPOSE, account.credentials);
}

/** Returns the account with new credentials: what was wrong with the former ones is over. */
export function withCredentials(account: Account, credentials: Sealed): Account {
  return { ...withoutKeyRoll(withoutRefusal(account)), credentials };
}

/** Builds the {@link CredentialStore} of an account. Opens them at first use: an intent answered from snapshots never does. */
export function createCredentialStore(
  deps: {
    clock: Clock;
    sealer: Sealer;
    load(accountId: string): Promise<Account | undefined>;
    change(accountId: string, change: (account: Account) => Account): Promise<Account | undefined>;
  },
  account: Account,
): CredentialStore {
  const { clock, sealer, load, change } = deps;
  return {
    owner: account.id,
    get credentials() {
      return openCredentials(sealer, account);
    },
    async reload() {
      const newest = await load(account.id);
      return newest && openCredentials(sealer, newest);
    },
    async save(renewed, isOutdated = () => true) {
      const credentials = sealCredentials(sealer, account.id, renewed);
      await change(account.id, (before) =>
        isOutdated(openCredentials(sealer, before))
          ? withCredentials(withKeyRolled(before, clock.now()), credentials)
          : before,
      );
    },
  };
}
