import type { AccessToken, Account, Grant } from './account.ts';

/** How long an access token lives, in seconds: what Google documents as typical. */
export const ACCESS_TOKEN_SECONDS = 3600;

/**
 * Most live access tokens of one grant. Google keeps a few at once; the cap only stops a document from growing
 * without end when somebody refreshes in a loop.
 */
const LIVE_TOKENS = 100;

/** The account with one more grant: one person less whose tokens are still to be fetched. */
export function withGrant(account: Account, grant: Grant): Account {
  return { ...account, grants: [...account.grants, grant], pendingLinks: account.pendingLinks.slice(1) };
}

/** The account without a grant; the same object when it has none of that id. */
export function withoutGrant(account: Account, grantId: string): Account {
  if (!account.grants.some(({ id }) => id === grantId)) return account;
  return { ...account, grants: account.grants.filter(({ id }) => id !== grantId) };
}

/** The account with one more access token in a grant. The oldest go when there are too many. */
export function withAccessToken(account: Account, grantId: string, token: AccessToken): Account {
  const grants = account.grants.map((grant) =>
    grant.id === grantId
      ? { ...grant, accessTokens: [...grant.accessTokens, token].slice(-LIVE_TOKENS) }
      : grant,
  );
  return { ...account, grants };
}

/** The account without one access token. */
export function withoutAccessToken(account: Account, hash: string): Account {
  const grants = account.grants.map((grant) => ({
    ...grant,
    accessTokens: grant.accessTokens.filter((token) => token.hash !== hash),
  }));
  return { ...account, grants };
}

/** The account without access tokens and holds that have expired. */
export function pruneExpired(account: Account, now: number): Account {
  const grants = account.grants.map((grant) =>
    grant.accessTokens.every(({ expiresAt }) => expiresAt > now)
      ? grant
      : { ...grant, accessTokens: grant.accessTokens.filter(({ expiresAt }) => expiresAt > now) },
  );
  return { ...account, grants, pendingLinks: account.pendingLinks.filter((until) => until > now) };
}

/** The grant that has this access token, live at `now`. */
export function grantOfAccessToken(account: Account, hash: string, now: number): Grant | undefined {
  return account.grants.find(({ accessTokens }) =>
    accessTokens.some((token) => token.hash === hash && token.expiresAt > now),
  );
}

/** The grant that has this refresh token and was made for this client. */
export function grantOfRefreshToken(account: Account, hash: string, clientId: string): Grant | undefined {
  return account.grants.find((grant) => grant.refreshToken === hash && grant.clientId === clientId);
}
