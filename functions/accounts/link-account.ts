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
import {
  type HashedDigits,
  hashNewPin,
  isOutdated,
  refusePersonal,
  sealNewHousehold,
} from './pins/create-pins.ts';
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

  const hash = async (over: WithPins, { pin }: Consent): Promise<HashedDigits | undefined> =>
    pin.kind === 'set' ? hashNewPin(deps, over, pin.pin) : undefined;

  const seal = (
    accountId: string,
    identityId: string,
    { signIn, signedInAt, locks, pin }: Consent,
    hashed: HashedDigits | undefined,
  ): SealedConsent => ({
    identityId,
    user: sealUser(sealer, accountId, normalisedUser(signIn.user)),
    credentials: sealCredentials(sealer, accountId, signIn.credentials),
    ...(signedInAt !== undefined && { signedInAt }),
    locks,
    pin:
      hashed !== undefined
        ? { kind: 'set', stored: sealNewHousehold(deps, accountId, hashed) }
        : { kind: pin.kind === 'off' ? 'off' : 'keep' },
    pendingUntil: clock.now() + PENDING_LINK_MS,
  });

  /** Returns what became of the account: `outdated` if another process has set its first PIN meanwhile. Rejects with `PinTakenError`. */
  const update = async (
    found: FoundIdentity,
    newestId: string,
    consent: Consent,
  ): Promise<'updated' | 'gone' | 'outdated'> => {
    const { accountId } = found;
    const over = consent.pin.kind === 'set' ? (await documents.load(accountId))?.account : undefined;
    const hashed = await hash(over ?? { id: accountId }, consent);
    const sealed = seal(accountId, newestId, consent, hashed);
    const last = { isOutdated: false };
    const { value: account } = await documents.changeAccount(accountId, (before) => {
      last.isOutdated = before !== undefined && hashed !== undefined && isOutdated(before, hashed);
      if (before === undefined || last.isOutdated) return before;
      if (hashed !== undefined) refusePersonal(deps, before, hashed);
      return withConsent(before, sealed);
    });
    if (!account) return 'gone';
    if (last.isOutdated) return 'outdated';
    const times = documents.timesOf(account);
    if (found.id !== newestId) {
      await identities.assign(newestId, accountId, undefined, times);
      await identities.forget(found.id, accountId);
    } else if (account.grants.length === 0) {
      await identities.assign(newestId, accountId, found, times);
    }
    await documents.startPolling(accountId);
    return 'updated';
  };

  /** Returns `undefined` if another request created the account at the same time. */
  const create = async (over: FoundIdentity | undefined, newestId: string, consent: Consent) => {
    const id = mintAccountId(random);
    const sealed = seal(id, newestId, consent, await hash({ id }, consent));
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
        const updated = found && (await update(found, ids[0], consent));
        if (updated === 'outdated') continue;
        if (found && updated === 'updated') return found.accountId;
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
