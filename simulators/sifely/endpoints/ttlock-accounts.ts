import { PlatformError } from '../http/failures.ts';
import { md5 } from '../secrets.ts';
import { knownClient } from './authentication.ts';
import type { Endpoint, EndpointCall } from './endpoint.ts';

const TTLOCK = ['ttlock'] as const;

/** Issues tokens for a user name and the MD5 of its password, or for a refresh token; TTLock's `oauth2/getAccessToken`. */
export const ttlockToken: Endpoint = {
  path: '/oauth2/token',
  method: 'POST',
  profiles: TTLOCK,
  access: 'public',
  shape: 'object',
  formBody: true,
  run(call) {
    const { cloud, parameters, now } = call;
    const client = { clientId: knownClient(call).clientId, profile: 'ttlock' } as const;
    // Older clients name the grant `password`, newer ones name none.
    const grant = parameters.optionalText('grant_type') ?? 'password';
    if (grant === 'refresh_token') {
      const tokens = cloud.credentials.refresh(parameters.text('refresh_token'), client, now);
      if (!tokens) throw new PlatformError(10011);
      return tokenReply(tokens);
    }
    if (grant !== 'password') throw new PlatformError(10010);
    const account = cloud.credentials.signIn(
      'ttlock',
      parameters.text('username'),
      parameters.text('password'),
    );
    if (!account) throw new PlatformError(10007);
    const tokens = cloud.credentials.issue(account.username, client, now);
    return { ...tokenReply(tokens), uid: account.uid, scope: 'user,key,room' };
  },
};

function tokenReply({
  access,
  refresh,
  seconds,
}: {
  readonly access: string;
  readonly refresh: string;
  readonly seconds: number;
}) {
  return { access_token: access, refresh_token: refresh, expires_in: seconds, token_type: 'Bearer' };
}

/**
 * Creates an account for a user of a client: its name gets a prefix of the client, and is returned. 30002: other signs than letters
 * and digits; 30003: the name is taken; 30005: the password is no MD5.
 */
export const userRegister: Endpoint = {
  path: '/v3/user/register',
  method: 'POST',
  profiles: TTLOCK,
  access: 'public',
  shape: 'object',
  formBody: true,
  run(call) {
    const { cloud, parameters } = call;
    const { clientId } = knownClient(call);
    const name = parameters.text('username');
    const passwordHash = parameters.text('password');
    if (!/^[A-Za-z0-9]+$/.test(name)) throw new PlatformError(30002);
    if (!/^[0-9a-f]{32}$/.test(passwordHash)) throw new PlatformError(30005);
    const username = `${md5(clientId).slice(0, 4)}_${name}`;
    if (cloud.world.accounts.has(username)) throw new PlatformError(30003);
    cloud.credentials.register(username, passwordHash);
    return { username };
  },
};

/** Returns the account's number. */
export const userUid: Endpoint = {
  path: '/v3/user/getUid',
  method: 'GET',
  profiles: TTLOCK,
  access: 'account',
  shape: 'object',
  run: (_: EndpointCall, { uid }) => ({ uid }),
};
