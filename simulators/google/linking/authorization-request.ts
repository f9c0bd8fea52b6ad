import { createHash } from 'node:crypto';
import type { Random } from '../../../functions/random.ts';

/** One pending visit to the authorization page. */
export interface AuthorizationRequest {
  readonly url: string;
  readonly state: string;
  readonly codeVerifier: string | undefined;
}

/**
 * Starts a visit to the authorization page. `state` is long and has characters that must be escaped in a URL, which
 * detects a server that does not return it unchanged. Source: identity/account-linking/your-api-reference on developers.google.com.
 */
export function newAuthorizationRequest(
  random: Random,
  options: {
    readonly authorizeUrl: string;
    readonly clientId: string;
    readonly redirectUri: string;
    readonly pkce: boolean;
  },
): AuthorizationRequest {
  const state = `AB+/=&?% ${random.bytes(240).toString('base64')}`;
  const codeVerifier = options.pkce ? random.bytes(48).toString('base64url') : undefined;
  const url = new URL(options.authorizeUrl);
  url.searchParams.set('client_id', options.clientId);
  url.searchParams.set('redirect_uri', options.redirectUri);
  url.searchParams.set('state', state);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('user_locale', 'en-US');
  if (codeVerifier !== undefined) {
    url.searchParams.set('code_challenge', createHash('sha256').update(codeVerifier).digest('base64url'));
    url.searchParams.set('code_challenge_method', 'S256');
  }
  return { url: url.href, state, codeVerifier };
}
