import { HttpError } from '../http/failures.ts';
import { authenticationFailure, knownClient, oauthAccount } from './authentication.ts';
import type { Endpoint, EndpointCall } from './endpoint.ts';

/** Signs in for both generations: JSON body for the API key, query string for tokens. */
export const login: Endpoint = {
  path: '/system/smart/login',
  profiles: ['oauth', 'api-key'],
  method: 'POST',
  access: 'public',
  shape: 'public-login',
  run(call) {
    const { cloud, parameters, now } = call;
    const { profiles } = cloud;
    const byQuery = parameters.has('username') || parameters.has('client_id');
    if (profiles.includes('api-key') && !byQuery) return publicLogin(call);
    if (!profiles.includes('oauth')) return publicLogin(call);
    const { clientId } = knownClient(call);
    const { access, refresh, seconds } = cloud.credentials.issue(
      oauthAccount(call).username,
      { clientId },
      now,
    );
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

/** Signs in with a form body: undocumented, but used by some community clients. */
export const loginByGuest: Endpoint = {
  path: '/system/smart/loginByGuest',
  profiles: ['oauth'],
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
      sifelyToken: cloud.credentials.issue(username, { clientId: account.clientId }, now).access,
    };
  },
};

/** Issues an API key and revokes the old one. */
export const rollToken: Endpoint = {
  path: '/client/roll-token',
  profiles: ['api-key'],
  method: 'POST',
  access: 'account',
  shape: 'wrapped',
  run: ({ cloud }, account) => ({
    clientToken: cloud.credentials.rollKey(account),
    clientId: account.clientId,
  }),
};
