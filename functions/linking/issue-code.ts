import type OAuth2Server from '@node-oauth/oauth2-server';
import type { Config } from '../config/config.ts';
import type { Random } from '../random.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { CODE_SECONDS, type Codes } from './codes.ts';
import { loadOAuthLibrary, oauthClient, UNUSED } from './oauth-library.ts';

/** Makes an authorization code for an account: where to send the browser, and the code. */
export type IssueCode = (
  request: AuthorizationRequest,
  accountId: string,
) => Promise<{ readonly location: string; readonly code: string }>;

/** {@link IssueCode} by the OAuth library, with our codes. */
export function createIssueCode(deps: {
  config: Pick<Config, 'google' | 'redirectUris'>;
  random: Random;
  codes: Codes;
}): IssueCode {
  const { config, random, codes } = deps;
  return async (request, accountId) => {
    const library = await loadOAuthLibrary();
    let code = '';
    const model: OAuth2Server.AuthorizationCodeModel = {
      ...UNUSED,
      getClient: async (id) => oauthClient(config, id),
      generateAuthorizationCode: async () => random.bytes(32).toString('base64url'),
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
    const query = Object.fromEntries(new URLSearchParams(request.query));
    const response = new library.Response({});
    try {
      await new library({ model }).authorize(
        new library.Request({ method: 'GET', headers: {}, query, body: {} }),
        response,
        {
          allowEmptyState: true,
          authorizationCodeLifetime: CODE_SECONDS,
          authenticateHandler: { handle: () => ({ accountId }) },
        },
      );
    } catch (error) {
      // What the library did not expect, an outage of the store above all, it wraps into a ServerError.
      throw error instanceof library.ServerError && 'inner' in error ? error.inner : error;
    }
    return { location: String(response.get('location')), code };
  };
}
