import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import { deleteDocuments } from '../store/all-documents.ts';
import type { Store } from '../store/store.ts';
import type { Account, Grant } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { AccountDocuments } from './documents/account-documents.ts';
import { deleteActivity } from './documents/activity-documents.ts';
import { parseAccount } from './documents/documents.ts';
import type { LostLinks } from './documents/lost-links.ts';
import {
  ACCESS_TOKEN_SECONDS,
  grantOfAccessToken,
  grantOfRefreshToken,
  withAccessToken,
  withGrant,
  withoutAccessToken,
  withoutGrant,
} from './grants.ts';
import type { Identities } from './identities.ts';
import type { IdentityRotation } from './identity-rotation.ts';
import { hashToken, mintToken, parseToken } from './tokens.ts';

/** Builds the grants of Google users: issue, refresh, revoke, end. */
export function createGrantTokens(deps: {
  store: Store;
  clock: Clock;
  random: Random;
  logger: Logger;
  identities: Identities;
  rotation: IdentityRotation;
  documents: AccountDocuments;
  lostLinks: LostLinks;
}): Pick<Accounts, 'authenticate' | 'grant' | 'refresh' | 'revoke' | 'endGrant' | 'remove'> {
  const { store, clock, random, logger, identities, rotation, documents, lostLinks } = deps;

  const mintAccessToken = (accountId: string) => {
    const accessToken = mintToken(accountId, 'access', lostLinks.keys, random);
    const expiresAt = clock.now() + ACCESS_TOKEN_SECONDS * 1000;
    return { accessToken, stored: { hash: hashToken(accessToken), expiresAt } };
  };

  /**
   * Deletes guests, states, identity and activity of a deleted account. A crash before does no harm: they prevent no link, nothing
   * opens the activity any more, and the job of guests deletes them, too.
   */
  const forget = async (account: Account) => {
    await deleteDocuments(store, 'guests', `${account.id}-`);
    await documents.changeLockStates(account.id, () => undefined);
    await rotation.forget(account);
    if (account.activityKey !== undefined) await deleteActivity(store, account.id);
    logger.info('account deleted', { accountId: account.id });
  };

  const expireIdentity = ({ id, identityId }: Account) =>
    identities.expire(identityId, id, async () => {
      // Loaded after the identity was read: a grant made since rewrites the identity, and this write is refused.
      const loaded = await documents.load(id);
      return loaded?.account.grants.length === 0 ? documents.timesOf(loaded.account) : undefined;
    });

  /** Removes a grant or token; deletes the account with its last grant unless a link is pending. */
  const removeGrant = async (accountId: string, apply: (account: Account) => Account) => {
    const known = (await documents.load(accountId))?.account;
    const expected = known && removalOf(known, apply, clock.now());
    // Before the write: otherwise a request or a crash in between would find a link that is missing without having ended.
    if (expected) await lostLinks.recordEnd(accountId, expected.ended);
    let before: Account | undefined;
    let removal: Removal | undefined;
    const { value } = await documents.changeAccount(accountId, (account) => {
      before = account;
      removal = account && removalOf(account, apply, clock.now());
      return removal?.ended === 'account' ? undefined : removal?.next;
    });
    const ended = removal?.ended ?? [];
    for (const grantId of removal?.grantIds ?? []) {
      logger.info('grant ended', { accountId, grantId, accountGone: value === undefined });
    }
    if (!isDeepStrictEqual(ended, expected?.ended ?? [])) await lostLinks.recordEnd(accountId, ended);
    if (expected?.ended === 'account' && value) await lostLinks.withdrawEnd(accountId);
    if (before && ended === 'account') await forget(before);
    if (value && removal?.isPending) await expireIdentity(value);
    return { accountGone: value === undefined };
  };

  /** Makes the identity permanent after the grant, as a consent may have let it expire. If it fails, the link works without. */
  const keepIdentity = async ({ id, identityId }: Account) => {
    try {
      const isRetained = await identities.retain(identityId, id);
      // The account was deleted meanwhile, maybe before the identity was written again.
      if (isRetained && !(await documents.load(id))) await identities.forget(identityId, id);
    } catch (error) {
      logger.warn('could not make identity permanent', { accountId: id, error });
    }
  };

  return {
    async authenticate(accessToken) {
      const token = parseToken(accessToken);
      const loaded = token && (await documents.load(token.accountId));
      if (token && !loaded) await lostLinks.assertAccountEnded(token, 'anyone');
      const grant = loaded && grantOfAccessToken(loaded.account, token.hash, clock.now());
      return grant && { ...loaded, grant };
    },

    async grant(accountId, clientId) {
      const [document] = await store.get([{ collection: 'accounts', id: accountId }]);
      if (!document) return undefined;
      const account = parseAccount(document.data, accountId);
      // Before the grant is written: a crash in between leaves no granted account that its owner cannot find.
      if (account.grants.length === 0) await identities.retain(account.identityId, accountId);
      const { accessToken, stored } = mintAccessToken(accountId);
      const refreshToken = mintToken(accountId, 'refresh', lostLinks.keys, random);
      const grant: Grant = {
        id: random.bytes(9).toString('base64url'),
        clientId,
        createdAt: clock.now(),
        usedAt: clock.now(),
        refreshToken: hashToken(refreshToken),
        accessTokens: [stored],
      };
      const start = { value: account, revision: document.revision };
      const changed = await documents.changeAccount(
        accountId,
        (before) => before && withGrant(before, grant),
        { start },
      );
      if (!changed.value) {
        await identities.forget(account.identityId, accountId);
        return undefined;
      }
      await keepIdentity(changed.value);
      logger.info('grant added', { accountId, grantId: grant.id });
      return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS, grantId: grant.id, accountId };
    },

    async refresh(refreshToken, clientId) {
      const token = parseToken(refreshToken);
      if (!token) return undefined;
      const { accountId } = token;
      const { accessToken, stored } = mintAccessToken(accountId);
      let grantId: string | undefined;
      const { value } = await documents.changeAccount(accountId, (account) => {
        const grant = account && grantOfRefreshToken(account, token.hash, clientId);
        grantId = grant?.id;
        return account && grant ? withAccessToken(account, grant.id, stored, clock.now()) : account;
      });
      if (grantId === undefined) {
        if (!value) await lostLinks.assertAccountEnded(token, 'google');
        else if (!value.grants.some((grant) => grant.refreshToken === token.hash)) {
          await lostLinks.assertGrantEnded(token);
        }
        return undefined;
      }
      // Google refreshes hourly while it uses the link, long before the owner signs in again.
      if (value) await rotation.rotate(value);
      return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, grantId, accountId };
    },

    async revoke(revoked, clientId) {
      const token = parseToken(revoked);
      if (!token) return;
      const { accountGone } = await removeGrant(token.accountId, (account) => {
        const ofRefresh = grantOfRefreshToken(account, token.hash, clientId);
        if (ofRefresh) return withoutGrant(account, ofRefresh.id);
        const ofAccess = grantOfAccessToken(account, token.hash, clock.now());
        return ofAccess?.clientId === clientId ? withoutAccessToken(account, token.hash) : account;
      });
      if (accountGone) await lostLinks.assertAccountEnded(token, 'google');
    },

    endGrant: (accountId, grantId) => removeGrant(accountId, (account) => withoutGrant(account, grantId)),

    async remove(accountId) {
      if (await documents.load(accountId)) await lostLinks.recordEnd(accountId, 'account');
      let ended: Account | undefined;
      await documents.changeAccount(accountId, (account) => {
        ended = account;
        return undefined;
      });
      if (!ended) return;
      for (const { id: grantId } of ended.grants) {
        logger.info('grant ended', { accountId, grantId, accountGone: true });
      }
      await forget(ended);
    },
  };
}

/** An account after grants or tokens were removed, and the links that end with them. */
interface Removal {
  readonly next: Account;
  /** `account`, or the hashed refresh tokens of the grants that end. */
  readonly ended: 'account' | readonly string[];
  /** The ids of those grants. */
  readonly grantIds: readonly string[];
  /** True if its last grant ends while a link is pending. */
  readonly isPending: boolean;
}

function removalOf(account: Account, apply: (account: Account) => Account, now: number): Removal {
  const next = apply(account);
  const grants = account.grants.filter(({ id }) => !next.grants.some((grant) => grant.id === id));
  const ended = grants.map(({ refreshToken }) => refreshToken);
  const isLast = ended.length > 0 && next.grants.length === 0;
  const isPending = isLast && account.pendingLinks.some((until) => until > now);
  return {
    ...{ next, isPending, ended: isLast && !isPending ? 'account' : ended },
    grantIds: grants.map(({ id }) => id),
  };
}
