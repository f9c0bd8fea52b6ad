import type { Cloud } from '../cloud.ts';
import { AUTHENTICATION_FAILED, HttpError, PlatformError } from '../http/failures.ts';
import type { Parameters } from '../http/parameters.ts';
import type { AccountState, Profile } from '../world/world.ts';
import type { EndpointCall } from './endpoint.ts';

/** Builds an authentication failure in the format of the profile and the options. */
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

/** Refuses an unregistered client, if any clients are registered. */
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

/** Returns the account of an oauth call's user name and password; otherwise throws the refusal. */
export function oauthAccount({ cloud, parameters }: EndpointCall): AccountState {
  const username = parameters.text('username');
  const account = cloud.credentials.signIn('oauth', username, parameters.text('password'));
  if (!account) throw refused(cloud);
  return account;
}
