import type OAuth2Server from '@node-oauth/oauth2-server';
import type { Accounts, IssuedTokens } from '../accounts/accounts.ts';
import type { Config } from '../config.ts';
import type { Entropy } from '../entropy.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { ClientCredentials } from './client-credentials.ts';
import { CODE_SECONDS, type Codes, type FoundCode } from './codes.ts';
import { constantEquals } from './constant-equals.ts';

/** How a token request ended. */
export type TokenOutcome =
  | { readonly kind: 'tokens'; readonly body: object; readonly accountId: string; readonly grantId: string }
  /** `reason` is the protocol's name of the error, for the log. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The authorization server: the protocol by the library, accounts and codes by us. */
export interface OAuthServer {
  /** Makes an authorization code; where to send the browser, and the code. */
  authorize(
    request: AuthorizationRequest,
    accountId: string,
  ): Promise<{ readonly location: string; readonly code: string }>;
  /** Answers a token request of a client that was authenticated. Rejects when the store cannot answer. */
  token(client: ClientCredentials, form: URLSearchParams): Promise<TokenOutcome>;
}

/**
 * The library asks the machine's clock about expiry; ours decides, in `codes.ts` and `accounts/`. What it is given is
 * valid, until the end of time.
 */
const NEVER = new Date(8.64e15);

/** The library, wrapped. It is loaded at the first use: the fulfillment starts without it. */
export function createOAuthServer(parts: {
  config: Pick<Config, 'google' | 'redirectUris'>;
  entropy: Entropy;
  accounts: Accounts;
  codes: Codes;
}): OAuthServer {
  const { config, entropy, accounts, codes } = parts;
  const load = async () => (await import('@node-oauth/oauth2-server')).default;

  const clientOf = (id: string): OAuth2Server.Client | undefined =>
    constantEquals(id, config.google.clientId)
      ? { id, redirectUris: [...config.redirectUris], grants: ['authorization_code', 'refresh_token'] }
      : undefined;

  return {
    async authorize(request, accountId) {
      const library = await load();
      let code = '';
      const model: OAuth2Server.AuthorizationCodeModel = {
        ...unused,
        getClient: async (id) => clientOf(id),
        generateAuthorizationCode: async () => entropy.bytes(32).toString('base64url'),
        validateRedirectUri: async (uri) => config.redirectUris.includes(uri),
        async saveAuthorizationCode(made, client, user) {
          code = made.authorizationCode;
          await codes.save(code, {
            accountId,
            clientId: client.id,
            redirectUri: made.redirectUri,
            ...(made.codeChallenge && { codeChallenge: made.codeChallenge }),
          });
          return { ...made, client, user };
        },
      };
      const response = new library.Response({});
      const query = Object.fromEntries(new URLSearchParams(request.query));
      await new library({ model }).authorize(
        new library.Request({ method: 'GET', headers: {}, query, body: {} }),
        response,
        {
          allowEmptyState: true,
          authorizationCodeLifetime: CODE_SECONDS,
          authenticateHandler: { handle: () => ({ accountId }) },
        },
      );
      return { location: String(response.get('location')), code };
    },

    async token(client, form) {
      const library = await load();
      let issued: IssuedTokens | undefined;
      let found: FoundCode | undefined;
      const model: OAuth2Server.AuthorizationCodeModel & OAuth2Server.RefreshTokenModel = {
        ...unused,
        getClient: async (id, secret) =>
          constantEquals(secret ?? '', config.google.clientSecret) ? clientOf(id) : undefined,

        async getAuthorizationCode(code) {
          found = await codes.find(code);
          const owner = found && clientOf(found.clientId);
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
        revokeAuthorizationCode: async ({ authorizationCode }) =>
          found !== undefined && (await codes.redeem(authorizationCode, found)),

        // Looking a refresh token up and using it is one change of the account, in `saveToken`: one round trip less.
        getRefreshToken: async (refreshToken) => {
          const owner = clientOf(client.clientId);
          return owner && { refreshToken, client: owner, user: { refreshToken } };
        },

        // The library made up tokens by now; ours know their account.
        async saveToken(_, { id }, user) {
          issued =
            'refreshToken' in user
              ? await accounts.refresh(String(user['refreshToken']), id)
              : await accounts.grant(String(user['accountId']), id);
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
      const body = Object.fromEntries(form);
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
    },
  };
}

const refuse = async (): Promise<never> => {
  throw new Error('the authorization server does not do this');
};

/** What the library's types and constructors demand of a model, and what is never called. */
const unused = {
  getAccessToken: refuse,
  getAuthorizationCode: refuse,
  saveAuthorizationCode: refuse,
  revokeAuthorizationCode: refuse,
  revokeToken: refuse,
  saveToken: refuse,
};
