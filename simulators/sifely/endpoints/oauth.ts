import { HttpError, PlatformError } from '../http/failures.ts';
import { knownClient, oauthAccount } from './authentication.ts';
import type { Endpoint } from './endpoint.ts';

/** Issues a code for a user name and password, by redirect; Sifely docs api-256998333. */
export const authorize: Endpoint = {
  path: '/system/smart/authorize',
  profiles: ['oauth'],
  method: 'POST',
  access: 'public',
  shape: 'wrapped',
  run(call) {
    const { cloud, parameters, now } = call;
    if (cloud.options.authorize === 'absent')
      throw new HttpError(404, { code: 404, msg: 'No message available', path: '/system/smart/authorize' });
    const { clientId, redirectUris } = knownClient(call);
    const account = oauthAccount(call);
    const redirectUri = parameters.optionalText('redirect_uri');
    if (redirectUri !== undefined && redirectUris && !redirectUris.includes(redirectUri))
      throw new PlatformError(10008, 'code');
    const code = cloud.credentials.issueCode(account.username, clientId, now);
    const state = parameters.optionalText('state');
    if (cloud.options.authorize === 'json' || redirectUri === undefined || !URL.canParse(redirectUri))
      return { code, ...(state !== undefined && { state }) };
    const location = new URL(redirectUri);
    location.searchParams.set('code', code);
    if (state !== undefined) location.searchParams.set('state', state);
    throw new HttpError(302, '', { location: location.href });
  },
};

/** Issues tokens for a code or a refresh token; Sifely docs api-197273520. */
export const oauthToken: Endpoint = {
  path: '/system/smart/oauthToken',
  profiles: ['oauth'],
  method: 'POST',
  access: 'public',
  shape: 'object',
  run(call) {
    const { cloud, parameters, now } = call;
    const { clientId } = knownClient(call);
    const grantType = parameters.text('grant_type');
    const [tokens, refusal] =
      grantType === 'authorization_code'
        ? [cloud.credentials.redeem(parameters.text('code'), clientId, now), 10002]
        : grantType === 'refresh_token'
          ? [cloud.credentials.refresh(parameters.text('refresh_token'), { clientId }, now), 10011]
          : [undefined, 10010];
    if (!tokens) {
      if (cloud.options.authFailure === 'status')
        throw new HttpError(401, { code: refusal, msg: 'unauthorized' });
      throw new PlatformError(refusal, 'errcode');
    }
    return { access_token: tokens.access, refresh_token: tokens.refresh, expires_in: tokens.seconds };
  },
};
