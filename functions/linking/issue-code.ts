import type OAuth2Server from '@node-oauth/oauth2-server';
import type { Config } from '../config/config.ts';
import type { Random } from '../random.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { CODE_SECONDS, type Codes } from './codes.ts';
import { loadOAuthLibrary, oauthClient, UNUSED } from './oauth-library.ts';

/** Issues an authorization code. Resolves with the redirect for the browser, and the code. */
export type IssueCode = (
  request: AuthorizationRequest,
  accountId: string,
) => Promise<{ readonly location: string; readonly code: string }>;

/** Creates {@link IssueCode} with the OAuth library and our codes. */
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
      async saveAuthorizationCode(generated, client, user) {
        code = generated.authorizationCode;
        await codes.save(code, {
          accountId,
          clientId: client.id,
          redirectUri: generated.redirectUri,
          ...(generated.codeChallenge && { codeChallenge: generated.codeChallenge }),
        });
        return { ...generated, client, user };
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
      // The library wraps unexpected errors, such as an outage of the store, in a ServerError.
      throw error instanceof library.ServerError && 'inner' in error ? error.inner : error;
    }
    return { location: String(response.get('location')), code };
  };
}
