import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Entropy } from '../entropy.ts';
import type { CallMeter } from '../locks/call-meter.ts';
import type { Logger } from '../logs/logger.ts';
import type { Store } from '../store/store.ts';
import type { AccountLock } from './account.ts';
import { createAccountDocuments, type StatesWatch } from './account-documents.ts';
import type { Accounts } from './accounts.ts';
import { createKeeper, openCredentials } from './credential-keeper.ts';
import { createEnrolment } from './enrolment.ts';
import { createGranting } from './granting.ts';
import { createIdentities } from './identities.ts';
import { createIdentityRotation } from './identity-rotation.ts';
import { createOwnerActions } from './owner-actions.ts';
import { pinMatches } from './pin.ts';
import { createSealer } from './sealing.ts';
import { createWebhookAddresses } from './webhook-address.ts';

/** What {@link createAccounts} needs. `profile` is that of the lock cloud: each has user names of its own. */
export interface AccountsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly config: Pick<Config, 'encryptionKeys'>;
  readonly profile: string;
  readonly logger: Logger;
  /** Sees every change of states; awaited when it is told of one. What it fails at is logged and spoils nothing. */
  readonly watch?: StatesWatch;
  /** Calls to the lock cloud by account: written down with the next write of its states. */
  readonly calls?: CallMeter;
}

/**
 * The accounts in a document store. Methods reject with `StoreUnavailable`, with `SealingError` when a key is missing
 * from the configuration, and with `DocumentUnreadable`; such an account is never taken for an absent one.
 */
export function createAccounts(parts: AccountsParts): Accounts {
  const { clock, entropy, config } = parts;
  const sealer = createSealer(config.encryptionKeys, entropy);
  const identities = createIdentities({ ...parts, sealer });
  const documents = createAccountDocuments({ ...parts, sealer });
  const rotation = createIdentityRotation({ ...parts, sealer, identities, documents });
  const { load, changeStates, dropStates } = documents;

  const change: Accounts['change'] = async (accountId, apply) =>
    (await documents.changeAccount(accountId, (account) => account && apply(account))).value;

  return {
    load,
    change,
    changeStates,
    dropStates,
    flushed: () => parts.store.flushed(),
    ...createEnrolment({ ...parts, sealer, identities, rotation, documents }),
    ...createGranting({ ...parts, identities, rotation, documents }),

    async learn(accountId, facts) {
      await change(accountId, (account) => {
        const locks: Record<string, AccountLock> = { ...account.locks };
        for (const [lockId, learned] of Object.entries(facts)) {
          const before = locks[lockId] ?? { shared: false };
          locks[lockId] = { ...before, ...learned, shared: before.shared };
        }
        return isDeepStrictEqual(locks, account.locks) ? account : { ...account, locks };
      });
    },

    verifyPin: async (account, pin) =>
      account.pin !== undefined && pinMatches(sealer, account.id, account.pin, pin),

    ...createWebhookAddresses({ sealer, load }),
    ...createOwnerActions({ ...parts, sealer, documents, change }),

    keeper: (account) =>
      createKeeper({ sealer, change, load: async (id) => (await load(id))?.account }, account),

    async credentialsRefused(accountId, refused) {
      await change(accountId, (account) => {
        // Renewed or signed in anew since: what was refused is no longer what is stored.
        if (!isDeepStrictEqual(openCredentials(sealer, account), refused)) return account;
        return account.credentialsRefusedAt === undefined
          ? { ...account, credentialsRefusedAt: clock.now() }
          : account;
      });
    },
  };
}
