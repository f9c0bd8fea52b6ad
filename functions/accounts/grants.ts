import type { AccessToken, Account, Grant } from './account.ts';

/** The lifetime of an access token in seconds: Google documents it as typical. */
export const ACCESS_TOKEN_SECONDS = 3600;

/** Maximum number of valid access tokens of a grant. Google uses a few; a client that refreshes in a loop needs a limit. */
const MAX_ACCESS_TOKENS = 100;

/** Returns the account with one more grant and one pending link less. */
export function withGrant(account: Account, grant: Grant): Account {
  return { ...account, grants: [...account.grants, grant], pendingLinks: account.pendingLinks.slice(1) };
}

/** Returns the account without a grant; the same object if it has none with that id. */
export function withoutGrant(account: Account, grantId: string): Account {
  if (!account.grants.some(({ id }) => id === grantId)) return account;
  return { ...account, grants: account.grants.filter(({ id }) => id !== grantId) };
}

/** Returns the account with one more access token in a grant, issued at `now`, without the oldest beyond the limit. */
export function withAccessToken(account: Account, grantId: string, token: AccessToken, now: number): Account {
  const grants = account.grants.map((grant) =>
    grant.id === grantId
      ? { ...grant, usedAt: now, accessTokens: [...grant.accessTokens, token].slice(-MAX_ACCESS_TOKENS) }
      : grant,
  );
  return { ...account, grants };
}

/** Returns the account without one access token. */
export function withoutAccessToken(account: Account, hash: string): Account {
  const grants = account.grants.map((grant) => ({
    ...grant,
    accessTokens: grant.accessTokens.filter((token) => token.hash !== hash),
  }));
  return { ...account, grants };
}

/** Returns the account without expired access tokens and pending links. */
export function pruneExpired(account: Account, now: number): Account {
  const grants = account.grants.map((grant) =>
    grant.accessTokens.every(({ expiresAt }) => expiresAt > now)
      ? grant
      : { ...grant, accessTokens: grant.accessTokens.filter(({ expiresAt }) => expiresAt > now) },
  );
  return { ...account, grants, pendingLinks: account.pendingLinks.filter((until) => until > now) };
}

/** Returns the grant of an access token that is valid at `now`. */
export function grantOfAccessToken(account: Account, hash: string, now: number): Grant | undefined {
  return account.grants.find(({ accessTokens }) =>
    accessTokens.some((token) => token.hash === hash && token.expiresAt > now),
  );
}

/** Returns the grant of a refresh token that was issued to this client. */
export function grantOfRefreshToken(account: Account, hash: string, clientId: string): Grant | undefined {
  return account.grants.find((grant) => grant.refreshToken === hash && grant.clientId === clientId);
}
