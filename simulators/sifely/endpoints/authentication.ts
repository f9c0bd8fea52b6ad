import type { Cloud } from '../cloud.ts';
import { AUTHENTICATION_FAILED, HttpError, PlatformError } from '../http/failures.ts';
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

/** Returns the client that signs in. If any are registered, 10000 refuses an unknown one, and 10001 a wrong secret. */
export function knownClient({ cloud, parameters, profile }: EndpointCall) {
  const isTtlock = profile === 'ttlock';
  const clientId =
    (isTtlock ? parameters.optionalText('clientId') : undefined) ?? parameters.text('client_id');
  const clients = cloud.options.clients;
  const client = clients?.find((each) => each.clientId === clientId);
  if (clients && !client) throw new PlatformError(10000, 'code');
  if (isTtlock) {
    const secret = parameters.optionalText('clientSecret') ?? parameters.text('client_secret');
    if (client?.clientSecret !== undefined && client.clientSecret !== secret) throw new PlatformError(10001);
  }
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
