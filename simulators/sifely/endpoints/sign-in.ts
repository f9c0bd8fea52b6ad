import type { Cloud } from '../cloud.ts';
import { AUTHENTICATION_FAILED, HttpError, PlatformError } from '../failures.ts';
import type { Parameters } from '../parameters.ts';
import type { AccountState, Profile } from '../world.ts';
import type { Endpoint, EndpointCall } from './endpoint.ts';

/** A failed authentication, told as the profile and the options tell it. */
export function authenticationFailure(
  cloud: Cloud,
  profile: Profile,
  code = 401,
  text = AUTHENTICATION_FAILED,
) {
  const key = cloud.options.messageKey ?? 'msg';
  if (profile === 'api-key' || cloud.options.authFailure === 'status')
    return new HttpError(401, { code: profile === 'api-key' ? 401 : code, [key]: text });
  return new PlatformError(code, 'code', text);
}

/** Refuses a client that is not registered, where clients are registered at all. */
export function knownClient(cloud: Cloud, parameters: Parameters) {
  const clientId = parameters.text('client_id');
  const clients = cloud.options.clients;
  const client = clients?.find((each) => each.clientId === clientId);
  if (clients && !client) throw new PlatformError(10000, 'code');
  return { clientId, redirectUris: client?.redirectUris };
}

function refused(cloud: Cloud): Error {
  const code = cloud.options.signInFailureCode ?? 401;
  return authenticationFailure(cloud, 'oauth', code, 'invalid account or invalid password');
}

function oauthAccount({ cloud, parameters }: EndpointCall): AccountState {
  const username = parameters.text('username');
  const account = cloud.credentials.signIn('oauth', username, parameters.text('password'));
  if (!account) throw refused(cloud);
  return account;
}

/** Sign-in of both generations: JSON body for the API key, query string for tokens. */
export const login: Endpoint = {
  path: '/system/smart/login',
  method: 'POST',
  access: 'public',
  shape: 'public-login',
  run(call) {
    const { cloud, parameters, now } = call;
    const profiles = cloud.options.profiles ?? ['oauth', 'api-key'];
    const byQuery = parameters.has('username') || parameters.has('client_id');
    if (profiles.includes('api-key') && !byQuery) return publicLogin(call);
    if (!profiles.includes('oauth')) return publicLogin(call);
    const { clientId } = knownClient(cloud, parameters);
    const { access, refresh, seconds } = cloud.credentials.issue(oauthAccount(call).username, clientId, now);
    return { token: access, refreshToken: refresh, expires_in: String(seconds) };
  },
};

function publicLogin({ cloud, body }: EndpointCall) {
  const { account: username, password } = body;
  if (typeof username !== 'string' || typeof password !== 'string')
    throw new HttpError(400, { code: 400, msg: 'account and password are required' });
  const account = cloud.credentials.signIn('api-key', username, password);
  if (!account) throw authenticationFailure(cloud, 'api-key', 401, 'invalid account or invalid password');
  if (!account.plan.active) throw new HttpError(402, { code: 402, msg: 'The subscription is not active.' });
  const lockNum = [...cloud.world.locks.values()].filter(({ owner }) => owner === username).length;
  return {
    clientToken: account.apiKey,
    clientId: account.clientId,
    account: username,
    plan: account.plan.name,
    subscriptionStatus: 'ACTIVE',
    lockNum,
  };
}

/** Undocumented sign-in that some community clients use; form body. */
export const loginByGuest: Endpoint = {
  path: '/system/smart/loginByGuest',
  generation: 'oauth',
  method: 'POST',
  access: 'public',
  shape: 'wrapped',
  formBody: true,
  run({ cloud, parameters, now }) {
    const username = parameters.text('username');
    if (!cloud.world.accounts.has(username))
      throw new HttpError(500, { code: 500, msg: 'user does not exist' });
    const account = cloud.credentials.signIn('oauth', username, parameters.text('password'));
    if (!account) throw new HttpError(401, { code: 401, msg: 'invalid account or invalid password' });
    return {
      clientId: account.clientId,
      sifelyToken: cloud.credentials.issue(username, account.clientId, now).access,
    };
  },
};

/** A code for a user name and password, by redirect; Sifely docs api-256998333. */
export const authorize: Endpoint = {
  path: '/system/smart/authorize',
  generation: 'oauth',
  method: 'POST',
  access: 'public',
  shape: 'wrapped',
  run(call) {
    const { cloud, parameters, now } = call;
    if (cloud.options.authorize === 'absent')
      throw new HttpError(404, { code: 404, msg: 'No message available', path: '/system/smart/authorize' });
    const { clientId, redirectUris } = knownClient(cloud, parameters);
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

/** Tokens for a code or a refresh token; Sifely docs api-197273520. */
export const oauthToken: Endpoint = {
  path: '/system/smart/oauthToken',
  generation: 'oauth',
  method: 'POST',
  access: 'public',
  shape: 'object',
  run({ cloud, parameters, now }) {
    const { clientId } = knownClient(cloud, parameters);
    const grantType = parameters.text('grant_type');
    const [tokens, refusal] =
      grantType === 'authorization_code'
        ? [cloud.credentials.redeem(parameters.text('code'), clientId, now), 10002]
        : grantType === 'refresh_token'
          ? [cloud.credentials.refresh(parameters.text('refresh_token'), clientId, now), 10011]
          : [undefined, 10010];
    if (!tokens) {
      if (cloud.options.authFailure === 'status')
        throw new HttpError(401, { code: refusal, msg: 'unauthorized' });
      throw new PlatformError(refusal, 'errcode');
    }
    return { access_token: tokens.access, refresh_token: tokens.refresh, expires_in: tokens.seconds };
  },
};

/** A new API key; the old one is dead at once. */
export const rollToken: Endpoint = {
  path: '/client/roll-token',
  generation: 'api-key',
  method: 'POST',
  access: 'account',
  shape: 'wrapped',
  run: ({ cloud }, account) => ({
    clientToken: cloud.credentials.rollKey(account),
    clientId: account.clientId,
  }),
};
