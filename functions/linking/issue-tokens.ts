import type OAuth2Server from '@node-oauth/oauth2-server';
import type { Accounts, IssuedTokens } from '../accounts/accounts.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import { constantEquals } from '../pages/constant-equals.ts';
import type { ClientCredentials } from './client-credentials.ts';
import type { Codes, StoredCode } from './codes.ts';
import { loadOAuthLibrary, oauthClient, UNUSED } from './oauth-library.ts';

/** How a token request ended. */
export type TokenOutcome =
  | { readonly kind: 'tokens'; readonly body: object; readonly accountId: string; readonly grantId: string }
  /** `reason` is the protocol's name of the error, for the log. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Answers a token request of a client that was authenticated. Rejects when the store cannot answer. */
export type IssueTokens = (client: ClientCredentials, form: URLSearchParams) => Promise<TokenOutcome>;

/**
 * The library asks the machine's clock about expiry; ours decides, in `codes.ts` and `accounts/`. What it is given is
 * valid, until the end of time.
 */
const NEVER = new Date(8.64e15);

/** {@link IssueTokens} by the OAuth library, with our codes and accounts. */
export function createIssueTokens(deps: {
  config: Pick<Config, 'google' | 'redirectUris'>;
  accounts: Accounts;
  codes: Codes;
  logger: Logger;
}): IssueTokens {
  const { config, accounts, codes, logger } = deps;

  /**
   * A grant for a code that was just used up. When it fails the code is good again for the rest of its life: Google repeats a 5xx, and must not
   * hear `invalid_grant` then for an outage of ours.
   */
  const grantFor = async (code: string, { revision: _, ...meaning }: StoredCode, clientId: string) => {
    try {
      return await accounts.grant(meaning.accountId, clientId);
    } catch (error) {
      try {
        await codes.save(code, meaning);
      } catch (notSaved) {
        logger.warn('authorization code lost', { accountId: meaning.accountId, error: notSaved });
      }
      throw error;
    }
  };

  return async (client, form) => {
    const library = await loadOAuthLibrary();
    let issued: IssuedTokens | undefined;
    let found: StoredCode | undefined;
    let redeemed = '';
    const model: OAuth2Server.AuthorizationCodeModel & OAuth2Server.RefreshTokenModel = {
      ...UNUSED,
      getClient: async (id, secret) =>
        constantEquals(secret ?? '', config.google.clientSecret) ? oauthClient(config, id) : undefined,

      async getAuthorizationCode(code) {
        found = await codes.find(code);
        const owner = found && oauthClient(config, found.clientId);
        return found && owner
          ? {
              authorizationCode: code,
              expiresAt: NEVER,
              redirectUri: found.redirectUri,
              client: owner,
              user: { accountId: found.accountId },
              ...(found.codeChallenge && {
                codeChallenge: found.codeChallenge,
                codeChallengeMethod: 'S256',
              }),
            }
          : undefined;
      },
      async revokeAuthorizationCode({ authorizationCode }) {
        redeemed = authorizationCode;
        return found !== undefined && (await codes.redeem(redeemed, found));
      },

      // Looking a refresh token up and using it is one change of the account, in `saveToken`: one round trip less.
      getRefreshToken: async (refreshToken) => {
        const owner = oauthClient(config, client.clientId);
        return owner && { refreshToken, client: owner, user: { refreshToken } };
      },

      // The library made up tokens by now; ours know their account.
      async saveToken(_, { id }, user) {
        if ('refreshToken' in user) issued = await accounts.refresh(String(user['refreshToken']), id);
        else if (found) issued = await grantFor(redeemed, found, id);
        if (!issued) throw new library.InvalidGrantError('Invalid grant: nothing is linked by it');
        const { accessToken, refreshToken, expiresIn } = issued;
        return {
          accessToken,
          ...(refreshToken !== undefined && { refreshToken }),
          expires_in: expiresIn,
          client: { id, grants: [] },
          user,
        };
      },
    };
    // A scope means nothing here; the library refuses one that is empty, or with a token that was issued without.
    const { scope: _, ...body } = Object.fromEntries(form);
    const request = new library.Request({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'transfer-encoding': 'chunked' },
      query: {},
      body: { ...body, client_id: client.clientId, client_secret: client.clientSecret },
    });
    const response = new library.Response({});
    try {
      await new library({ model }).token(request, response, {
        alwaysIssueNewRefreshToken: false,
        allowExtendedTokenAttributes: true,
      });
    } catch (error) {
      // The library wraps whatever it did not expect, an outage of the store above all, into a ServerError.
      if (error instanceof library.OAuthError && !(error instanceof library.ServerError)) {
        return { kind: 'refused', reason: error.name };
      }
      throw error instanceof library.ServerError && 'inner' in error ? error.inner : error;
    }
    if (!issued) throw new Error('the library answered a token request without tokens');
    return { kind: 'tokens', body: response.body, accountId: issued.accountId, grantId: issued.grantId };
  };
}
