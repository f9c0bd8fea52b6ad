import type OAuth2Server from '@node-oauth/oauth2-server';
import type { Accounts, IssuedTokens } from '../accounts/accounts.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import { type ClientCredentials, isClientSecret } from './client-credentials.ts';
import type { Codes, StoredCode } from './codes.ts';
import { loadOAuthLibrary, oauthClient, UNUSED } from './oauth-library.ts';
import type { UsedCodes } from './used-codes.ts';

type TokenOutcome =
  | {
      readonly kind: 'tokens';
      readonly body: object;
      readonly accountId: string;
      readonly grantId: string;
      /** Call it right before the answer. */
      answering(): void;
    }
  /** `reason` is the error name of the protocol, for the log. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Answers a token request of an authenticated client. Rejects if the store is unavailable. */
export type IssueTokens = (client: ClientCredentials, form: URLSearchParams) => Promise<TokenOutcome>;

/** The library checks expiry by the system clock. Ours decides, in `codes.ts` and `accounts/`, so it never expires there. */
const NEVER = new Date(8.64e15);

/** Creates {@link IssueTokens} with the OAuth library and our codes and accounts. */
export function createIssueTokens(deps: {
  config: Pick<Config, 'google' | 'redirectUris'>;
  accounts: Accounts;
  codes: Codes;
  usedCodes: UsedCodes;
  logger: Logger;
}): IssueTokens {
  const { config, accounts, codes, usedCodes, logger } = deps;

  /** Grants tokens for a redeemed code, which is valid again after a failure: Google's retry must not get `invalid_grant`. */
  const grantFor = async (code: string, { revision: _, ...data }: StoredCode, clientId: string) => {
    let issued: IssuedTokens | undefined;
    try {
      issued = await accounts.grant(data.accountId, clientId);
    } catch (error) {
      try {
        await codes.save(code, data);
      } catch (notSaved) {
        logger.warn('authorization code lost', { accountId: data.accountId, error: notSaved });
      }
      throw error;
    }
    if (issued) await usedCodes.record(code, { ...issued, clientId });
    return issued;
  };

  const issue: IssueTokens = async (client, form) => {
    const library = await loadOAuthLibrary();
    let issued: IssuedTokens | undefined;
    let found: StoredCode | undefined;
    let redeemed = '';
    const model: OAuth2Server.AuthorizationCodeModel & OAuth2Server.RefreshTokenModel = {
      ...UNUSED,
      getClient: async (id, secret) =>
        isClientSecret(config, secret ?? '') ? oauthClient(config, id) : undefined,

      async getAuthorizationCode(code) {
        found = await codes.find(code);
        if (!found) await usedCodes.cameAgain(code, client.clientId);
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

      // `saveToken` looks the refresh token up and uses it in one change of the account: one round trip less.
      getRefreshToken: async (refreshToken) => {
        const owner = oauthClient(config, client.clientId);
        return owner && { refreshToken, client: owner, user: { refreshToken } };
      },

      // The library has generated tokens; we replace them with ours, which contain their account.
      async saveToken(_, { id }, user) {
        if ('refreshToken' in user) issued = await accounts.refresh(String(user['refreshToken']), id);
        else if (found) issued = await grantFor(redeemed, found, id);
        if (!issued) throw new library.InvalidGrantError('Invalid grant: unknown or expired');
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
    // Scopes have no meaning here. The library refuses an empty one, or one on a token that was issued without.
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
      // The library wraps unexpected errors, such as an outage of the store, in a ServerError.
      if (error instanceof library.OAuthError && !(error instanceof library.ServerError)) {
        return { kind: 'refused', reason: error.name };
      }
      throw error instanceof library.ServerError && 'inner' in error ? error.inner : error;
    }
    if (!issued) throw new Error('the library answered a token request without tokens');
    const { accountId, grantId } = issued;
    return {
      ...{ kind: 'tokens', body: response.body, accountId, grantId },
      answering: () => usedCodes.answered(redeemed),
    };
  };
  return (client, form) => usedCodes.during(form.get('code'), () => issue(client, form));
}
