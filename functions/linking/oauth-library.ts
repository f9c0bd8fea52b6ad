import type OAuth2Server from '@node-oauth/oauth2-server';
import type { Config } from '../config/config.ts';
import { constantEquals } from '../pages/constant-equals.ts';

/** Loads the OAuth library at the first use, so that a process that answers intents starts without it. */
export async function loadOAuthLibrary(): Promise<typeof OAuth2Server> {
  return (await import('@node-oauth/oauth2-server')).default;
}

/** Returns Google as a client of the library; `undefined` for every other id. */
export function oauthClient(
  config: Pick<Config, 'google' | 'redirectUris'>,
  id: string,
): OAuth2Server.Client | undefined {
  if (!constantEquals(id, config.google.clientId)) return undefined;
  return { id, redirectUris: [...config.redirectUris], grants: ['authorization_code', 'refresh_token'] };
}

const refuse = async (): Promise<never> => {
  throw new Error('not supported by this authorization server');
};

/** Methods that the library requires of a model but never calls unless overridden. */
export const UNUSED = {
  getAccessToken: refuse,
  getAuthorizationCode: refuse,
  saveAuthorizationCode: refuse,
  revokeAuthorizationCode: refuse,
  revokeToken: refuse,
  saveToken: refuse,
};
