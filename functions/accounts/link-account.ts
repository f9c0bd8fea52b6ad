import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import { sealUser } from './account-user.ts';
import type { Accounts, Consent } from './accounts.ts';
import { PENDING_LINK_MS, type SealedConsent, withConsent } from './consent.ts';
import { sealCredentials } from './credentials/credential-store.ts';
import { type AccountDocuments, WEBHOOK_PURPOSE } from './documents/account-documents.ts';
import { withSchema } from './documents/schema-version.ts';
import { type FoundIdentity, type Identities, normalisedUser } from './identities.ts';
import type { IdentityRotation } from './identity-rotation.ts';
import { hashNewPin, sealNewHousehold } from './pins/create-pins.ts';
import type { HashSlots } from './pins/hash-slots.ts';
import type { WithPins } from './pins/stored-pins.ts';
import type { Sealer } from './sealing.ts';
import { mintAccountId } from './tokens.ts';
import { mintWebhookSecret } from './webhook-address.ts';

/** More attempts than this to link one user mean that something is broken. */
const MAX_ATTEMPTS = 16;

/** Builds the way from a consent to a new or existing account. */
export function createLinkAccount(deps: {
  store: Store;
  clock: Clock;
  random: Random;
  logger: Logger;
  profile: string;
  sealer: Sealer;
  slots: HashSlots;
  pinCost?: number | undefined;
  identities: Identities;
  rotation: IdentityRotation;
  documents: AccountDocuments;
}): Pick<Accounts, 'consent' | 'findByUser'> {
  const { store, clock, random, logger, profile, sealer, identities, rotation, documents } = deps;

  const seal = async (over: WithPins, identityId: string, consent: Consent): Promise<SealedConsent> => ({
    identityId,
    user: sealUser(sealer, over.id, normalisedUser(consent.signIn.user)),
    credentials: sealCredentials(sealer, over.id, consent.signIn.credentials),
    ...(consent.signedInAt !== undefined && { signedInAt: consent.signedInAt }),
    locks: consent.locks,
    pin:
      consent.pin.kind === 'set'
        ? {
            kind: 'set',
            stored: sealNewHousehold(deps, over.id, await hashNewPin(deps, over, consent.pin.pin)),
          }
        : consent.pin,
    pendingUntil: clock.now() + PENDING_LINK_MS,
  });

  const update = async (found: FoundIdentity, newestId: string, consent: Consent): Promise<boolean> => {
    const before = consent.pin.kind === 'set' ? (await documents.load(found.accountId))?.account : undefined;
    const sealed = await seal(before ?? { id: found.accountId }, newestId, consent);
    const { value: account } = await documents.changeAccount(
      found.accountId,
      (before) => before && withConsent(before, sealed),
    );
    if (!account) return false;
    const times = documents.timesOf(account);
    if (found.id !== newestId) {
      await identities.assign(newestId, found.accountId, undefined, times);
      await identities.forget(found.id, found.accountId);
    } else if (account.grants.length === 0) {
      await identities.assign(newestId, found.accountId, found, times);
    }
    await documents.startPolling(found.accountId);
    return true;
  };

  /** Returns `undefined` if another request created the account at the same time. */
  const create = async (over: FoundIdentity | undefined, newestId: string, consent: Consent) => {
    const id = mintAccountId(random);
    const sealed = await seal({ id }, newestId, consent);
    const account = withConsent(
      {
        id,
        profile,
        identityId: newestId,
        createdAt: clock.now(),
        credentials: sealed.credentials,
        pendingLinks: [],
        locks: {},
        grants: [],
        webhookSecret: sealer.seal(id, WEBHOOK_PURPOSE, mintWebhookSecret(random)),
      },
      sealed,
    );
    const key = { collection: 'accounts', id } as const;
    const times = documents.timesOf(account);
    // The account, which expires, before its identity: a crash in between leaves nothing.
    const revision = await store.create(key, withSchema(account), times);
    if (revision === undefined) return undefined;
    if (await identities.assign(newestId, id, over, times)) {
      if (over && over.id !== newestId) await identities.forget(over.id, over.accountId);
      await documents.startPolling(id);
      logger.info('account created', { accountId: id });
      return id;
    }
    await store.delete(key, revision);
    return undefined;
  };

  return {
    async consent(consent) {
      const ids = identities.ids(consent.signIn.user);
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const found = await identities.find(ids);
        if (found && (await update(found, ids[0], consent))) return found.accountId;
        const created = await create(found, ids[0], consent);
        if (created !== undefined) return created;
      }
      throw new StoreUnavailableError(
        `the identity of a user was changed by another writer during each of ${MAX_ATTEMPTS} attempts`,
      );
    },

    async findByUser(user) {
      const found = await identities.find(identities.ids(user));
      const loaded = found && (await documents.load(found.accountId));
      if (loaded) await rotation.rotate(loaded.account, user);
      return loaded;
    },
  };
}
