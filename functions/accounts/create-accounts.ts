import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { CallMeter } from '../locks/call-usage.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import type { Account, AccountLock } from './account.ts';
import type { Accounts } from './accounts.ts';
import { createCredentialStore } from './credentials/credential-store.ts';
import { createRefusalRecords } from './credentials/refusal-records.ts';
import { createAccountDocuments, type StateChangeListener } from './documents/account-documents.ts';
import { createLostLinks } from './documents/lost-links.ts';
import { createGrantTokens } from './grant-tokens.ts';
import { createIdentities } from './identities.ts';
import { createIdentityRotation } from './identity-rotation.ts';
import { createLinkAccount } from './link-account.ts';
import { createMoveAccount } from './move-account.ts';
import { createOwnerActions } from './owner-actions.ts';
import { createPins } from './pins/create-pins.ts';
import { HashSlots } from './pins/hash-slots.ts';
import { createSealer } from './sealing.ts';
import { createWebhookAddresses } from './webhook-address.ts';

/** The dependencies of {@link createAccounts}. `profile` is the lock cloud's: each profile has its own user names. */
export interface AccountsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: Pick<Config, 'encryptionKeys' | 'lostLinks'>;
  readonly profile: string;
  /** Other profiles from which accounts move at a sign-in; none by default. */
  readonly otherProfiles?: readonly string[];
  readonly logger: Logger;
  /** Called for every change of states and awaited. Its failures are logged and do not fail the change. */
  readonly stateChangeListener: StateChangeListener;
  /** Called with every account that is loaded or stored. Must not throw. */
  readonly accountListener: (account: Account) => void;
  /** Called with an account whose credentials are refused for certain, or are good again. Its failures are logged and fail nothing. */
  readonly credentialListener?: (account: Account) => Promise<void>;
  /** Calls to the lock cloud by account; recorded with the next write of its states. */
  readonly calls: CallMeter;
  /** How costly the hash of a new PIN is; default 14, as scrypt's N = 2 ** 14. Only tests that do not test it set less. */
  readonly pinCost?: number | undefined;
}

/** Builds {@link Accounts}. Rejects with `SealingError` (key missing) or `DocumentUnreadableError`: unreadable is not absent. */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { random, config } = deps;
  const sealer = createSealer(config.encryptionKeys, random);
  const slots = new HashSlots();
  const identities = createIdentities({ ...deps, sealer });
  const documents = createAccountDocuments({ ...deps, sealer });
  const rotation = createIdentityRotation({ ...deps, sealer, identities, documents });
  const lostLinks = createLostLinks({ ...deps, sealer });
  const { load, changeStates, changeStatesEarly, dropStates, recordCalls } = documents;

  const change: Accounts['change'] = async (accountId, apply) =>
    (await documents.changeAccount(accountId, (account) => account && apply(account))).value;

  return {
    load,
    change,
    changeStates,
    changeStatesEarly,
    dropStates,
    recordCalls,
    openDatabase: lostLinks.openDatabase,
    ...createLinkAccount({ ...deps, sealer, slots, identities, rotation, documents }),
    ...createMoveAccount({ ...deps, sealer, identities, documents }),
    ...createGrantTokens({ ...deps, identities, rotation, documents, lostLinks }),

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

    ...createPins({ ...deps, sealer, slots, load, change }),

    pinWaitMs: () => slots.waitMs,

    ...createWebhookAddresses({ sealer, load }),
    ...createOwnerActions({ ...deps, sealer, documents, change }),

    credentialStore: (account) =>
      createCredentialStore(
        { ...deps, sealer, change, load: async (id) => (await load(id))?.account },
        account,
      ),

    ...createRefusalRecords({ ...deps, sealer, documents, change }),
  };
}
