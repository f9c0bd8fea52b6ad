import type OAuth2Server from '@node-oauth/oauth2-server';
import type { Config } from '../config/config.ts';
import { constantEquals } from '../pages/constant-equals.ts';

/** The OAuth library, loaded at the first use: the fulfillment starts without it. */
export async function loadOAuthLibrary(): Promise<typeof OAuth2Server> {
  return (await import('@node-oauth/oauth2-server')).default;
}

/** Google, as the library wants to see a client; `undefined` for every other id. */
export function oauthClient(
  config: Pick<Config, 'google' | 'redirectUris'>,
  id: string,
): OAuth2Server.Client | undefined {
  if (!constantEquals(id, config.google.clientId)) return undefined;
  return { id, redirectUris: [...config.redirectUris], grants: ['authorization_code', 'refresh_token'] };
}

const refuse = async (): Promise<never> => {
  throw new Error('the authorization server does not do this');
};

/** What the library's types and constructors demand of a model, and what is never called unless overridden. */
export const UNUSED = {
  getAccessToken: refuse,
  getAuthorizationCode: refuse,
  saveAuthorizationCode: refuse,
  revokeAuthorizationCode: refuse,
  revokeToken: refuse,
  saveToken: refuse,
};
