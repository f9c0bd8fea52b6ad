import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Entropy } from '../entropy.ts';
import { EMPTY_STATES, type LockStates } from '../locks/lock-states.ts';
import type { Logger } from '../logs/logger.ts';
import type { Store } from '../store/store.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { Account, AccountLock, Grant } from './account.ts';
import type { Accounts, Consent, LoadedAccount } from './accounts.ts';
import { createChanger } from './compare-and-set.ts';
import { HOLD_MS, type SealedConsent, withConsent } from './consent.ts';
import { createKeeper, openCredentials, renewCredentials, sealCredentials } from './credential-keeper.ts';
import { parseAccount, parseStates } from './documents.ts';
import {
  ACCESS_TOKEN_SECONDS,
  grantOfAccessToken,
  grantOfRefreshToken,
  pruned,
  withAccessToken,
  withGrant,
  withoutAccessToken,
  withoutGrant,
} from './grants.ts';
import { createIdentities, type FoundIdentity } from './identities.ts';
import { createParsedAccounts } from './parsed-accounts.ts';
import { hashPin, PIN_PURPOSE, pinMatches } from './pin.ts';
import { createSealer } from './sealing.ts';
import { hashToken, mintAccountId, mintToken, parseToken } from './tokens.ts';

const WEBHOOK_PURPOSE = 'webhook';

/**
 * States that nobody wrote for so long expire, so that those of an account that was cut off in the middle of its end
 * go away by themselves. An account that is used writes more often.
 */
const STATES_KEEP_MS = 60 * 24 * 3_600_000;

const TRIES = 16;

/** What {@link createAccounts} needs. `profile` is that of the lock cloud: each has user names of its own. */
export interface AccountsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly config: Pick<Config, 'encryptionKeys'>;
  readonly profile: string;
  readonly logger: Logger;
}

/**
 * The accounts in a document store. Methods reject with `StoreUnavailable`, with `SealingError` when a key is missing
 * from the configuration, and with `DocumentUnreadable`; such an account is never taken for an absent one.
 */
export function createAccounts({ store, clock, entropy, config, profile, logger }: AccountsParts): Accounts {
  const sealer = createSealer(config.encryptionKeys, entropy);
  const identities = createIdentities({ store, sealer, profile });

  /** Without grants an account is only waiting for Google to redeem a code; then the store lets it go. */
  const timesOf = (account: Account) =>
    account.grants.length > 0 ? {} : { expireAt: Math.max(clock.now(), ...account.holds) };

  const changeAccount = createChanger<Account>({
    store,
    collection: 'accounts',
    parse: parseAccount,
    times: timesOf,
    finish: (account) => ({
      ...pruned(account, clock.now()),
      credentials: renewCredentials(sealer, account),
      webhookSecret: sealer.renew(account.id, WEBHOOK_PURPOSE, account.webhookSecret),
      ...(account.pin && {
        pin: { ...account.pin, hash: sealer.renew(account.id, PIN_PURPOSE, account.pin.hash) },
      }),
    }),
  });

  const changeLockStates = createChanger<LockStates>({
    store,
    collection: 'states',
    parse: parseStates,
    times: () => ({ expireAt: clock.now() + STATES_KEEP_MS }),
  });

  const parsed = createParsedAccounts();

  const load = async (accountId: string): Promise<LoadedAccount | undefined> => {
    const [account, states] = await store.get([
      { collection: 'accounts', id: accountId },
      { collection: 'states', id: accountId },
    ]);
    if (!account) return undefined;
    const value = states && parseStates(states.data, accountId);
    return {
      account: parsed(account),
      states: value ?? EMPTY_STATES,
      mark: { latest: { value, revision: states?.revision } },
    };
  };

  const change: Accounts['change'] = async (accountId, apply) =>
    (await changeAccount(accountId, (account) => account && apply(account))).value;

  /** Takes something away from an account, and everything else with its last grant. */
  const take = async (accountId: string, apply: (account: Account) => Account) => {
    let ended: Account | undefined;
    const { value } = await changeAccount(accountId, (account) => {
      ended = undefined;
      if (!account) return undefined;
      const next = apply(account);
      if (next === account || next.grants.length > 0) return next;
      if (account.grants.length === 0 || account.holds.some((until) => until > clock.now())) return next;
      ended = account;
      return undefined;
    });
    // The account, and with it every secret, is gone at once. What is left is a keyed hash that leads nowhere and a
    // snapshot: neither stands in the way of a new link, so a crash here does no harm.
    if (ended) {
      await changeLockStates(accountId, () => undefined);
      await identities.forget(ended.identityId, accountId);
      logger.info('account deleted', { accountId });
    }
    return { accountGone: value === undefined };
  };

  /**
   * States are made with the account; they are missing only when they expired, or when the account ended and this is a
   * late writer. An account goes before its states do, so whoever makes states and then finds no account is late.
   */
  const dropStatesOfNobody = async (accountId: string) => {
    const [account] = await store.get([{ collection: 'accounts', id: accountId }]);
    if (!account) await changeLockStates(accountId, () => undefined);
  };

  const mintGrant = (accountId: string, clientId: string) => {
    const refreshToken = mintToken(accountId, entropy);
    const accessToken = mintToken(accountId, entropy);
    const now = clock.now();
    const grant: Grant = {
      id: entropy.bytes(9).toString('base64url'),
      clientId,
      createdAt: now,
      refreshToken: hashToken(refreshToken),
      accessTokens: [{ hash: hashToken(accessToken), expiresAt: now + ACCESS_TOKEN_SECONDS * 1000 }],
    };
    return { grant, refreshToken, accessToken };
  };

  const seal = async (accountId: string, identityId: string, consent: Consent): Promise<SealedConsent> => ({
    identityId,
    credentials: sealCredentials(sealer, accountId, consent.signIn.credentials),
    locks: consent.locks,
    pin:
      consent.pin.kind === 'set'
        ? { kind: 'set', hash: await hashPin({ sealer, entropy }, accountId, consent.pin.pin) }
        : consent.pin,
    heldUntil: clock.now() + HOLD_MS,
  });

  /** Brings the account of an identity up to date; `false` when it is gone. */
  const renewAccount = async (found: FoundIdentity, newestId: string, consent: Consent) => {
    const sealed = await seal(found.accountId, newestId, consent);
    const account = await change(found.accountId, (before) => withConsent(before, sealed));
    if (!account) return false;
    const times = account.grants.length > 0 ? {} : { expireAt: sealed.heldUntil };
    if (found.id !== newestId) {
      await identities.point(newestId, found.accountId, undefined, times);
      await identities.forget(found.id, found.accountId);
    } else if (account.grants.length === 0) {
      await identities.point(newestId, found.accountId, found, times);
    }
    return true;
  };

  /** Makes the account of a new person; `undefined` when somebody else made it at the same moment. */
  const createAccount = async (over: FoundIdentity | undefined, newestId: string, consent: Consent) => {
    const id = mintAccountId(entropy);
    const sealed = await seal(id, newestId, consent);
    const account = withConsent(
      {
        id,
        profile,
        identityId: newestId,
        createdAt: clock.now(),
        credentials: sealed.credentials,
        holds: [],
        locks: {},
        grants: [],
        webhookSecret: sealer.seal(id, WEBHOOK_PURPOSE, entropy.bytes(32).toString('base64url')),
      },
      sealed,
    );
    const times = { expireAt: sealed.heldUntil };
    const revision = await store.create({ collection: 'accounts', id }, account, times);
    if (revision === undefined) return undefined;
    if (await identities.point(newestId, id, over, times)) {
      if (over && over.id !== newestId) await identities.forget(over.id, over.accountId);
      await changeLockStates(id, (states) => states ?? EMPTY_STATES);
      logger.info('account created', { accountId: id });
      return id;
    }
    await store.delete({ collection: 'accounts', id }, revision);
    return undefined;
  };

  return {
    load,
    change,

    async authenticate(accessToken) {
      const token = parseToken(accessToken);
      const loaded = token && (await load(token.accountId));
      const grant = loaded && grantOfAccessToken(loaded.account, token.hash, clock.now());
      return grant && { ...loaded, grant };
    },

    async consent(consent) {
      const ids = identities.ids(consent.signIn.user);
      for (let tries = 0; tries < TRIES; tries++) {
        const found = await identities.find(ids);
        if (found && (await renewAccount(found, ids[0], consent))) return found.accountId;
        const created = await createAccount(found, ids[0], consent);
        if (created !== undefined) return created;
      }
      throw new StoreUnavailable('the identity of a person changed under every try to link');
    },

    async findByUser(user) {
      const found = await identities.find(identities.ids(user));
      return found && load(found.accountId);
    },

    async grant(accountId, clientId) {
      const key = { collection: 'accounts', id: accountId } as const;
      const [document] = await store.get([key]);
      if (!document) return undefined;
      const account = parseAccount(document.data, accountId);
      // Until now the identity would have expired with the account.
      if (account.grants.length === 0) await identities.keep(account.identityId, accountId);
      const { grant, refreshToken, accessToken } = mintGrant(accountId, clientId);
      const changed = await changeAccount(accountId, (before) => before && withGrant(before, grant), {
        value: account,
        revision: document.revision,
      });
      if (!changed.value) return undefined;
      logger.info('grant added', { accountId, grantId: grant.id });
      return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS, grantId: grant.id, accountId };
    },

    async refresh(refreshToken, clientId) {
      const token = parseToken(refreshToken);
      if (!token) return undefined;
      const { accountId } = token;
      const accessToken = mintToken(accountId, entropy);
      const fresh = {
        hash: hashToken(accessToken),
        expiresAt: clock.now() + ACCESS_TOKEN_SECONDS * 1000,
      };
      let grantId: string | undefined;
      await change(accountId, (account) => {
        grantId = grantOfRefreshToken(account, token.hash, clientId)?.id;
        return grantId === undefined ? account : withAccessToken(account, grantId, fresh);
      });
      return grantId === undefined
        ? undefined
        : { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, grantId, accountId };
    },

    async revoke(revoked, clientId) {
      const token = parseToken(revoked);
      if (!token) return;
      await take(token.accountId, (account) => {
        const ofRefresh = grantOfRefreshToken(account, token.hash, clientId);
        if (ofRefresh) return withoutGrant(account, ofRefresh.id);
        const ofAccess = grantOfAccessToken(account, token.hash, clock.now());
        return ofAccess?.clientId === clientId ? withoutAccessToken(account, token.hash) : account;
      });
    },

    async endGrant(accountId, grantId) {
      const result = await take(accountId, (account) => withoutGrant(account, grantId));
      logger.info('grant ended', { accountId, grantId, ...result });
      return result;
    },

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

    async changeStates(accountId, apply, loaded) {
      const mark = loaded?.mark;
      const existed = mark?.latest.revision !== undefined;
      let own = EMPTY_STATES;
      let created = false;
      const changed = await changeLockStates(
        accountId,
        (value) => {
          const before = value ?? EMPTY_STATES;
          own = apply(before);
          if (own === before) return value;
          // They were there when the account was read and are gone now: it ended meanwhile. Leave nothing behind.
          if (value === undefined && existed) return undefined;
          created = value === undefined;
          return own;
        },
        mark?.latest,
      );
      if (mark) mark.latest = changed.stored;
      if (created) await dropStatesOfNobody(accountId);
      return own;
    },

    verifyPin: async (account, pin) =>
      account.pin !== undefined && pinMatches(sealer, account.id, account.pin, pin),

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
