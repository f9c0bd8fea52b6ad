import type { Config } from '../config/config.ts';
import { repeatedNames } from '../pages/form-body.ts';

/** What Google asks for when it sends a person to us. All of it stays in the address, so that tabs do not mix. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Opaque; returned untouched. */
  readonly state: string | undefined;
  readonly codeChallenge: string | undefined;
  /** The parameters that are used, as a query string without `?`: what pages link to. */
  readonly query: string;
}

/** A request that can be served, one whose error Google is told, or one that must not redirect anywhere. */
export type ParsedAuthorization =
  | { readonly kind: 'request'; readonly request: AuthorizationRequest }
  | { readonly kind: 'redirect'; readonly location: string; readonly error: string }
  | { readonly kind: 'refused'; readonly reason: 'client' | 'redirect' };

const USED = [
  'client_id',
  'redirect_uri',
  'state',
  'response_type',
  'user_locale',
  'code_challenge',
  'code_challenge_method',
] as const;

/**
 * RFC 6749, 3.1: none of them twice. `scope` goes no further: there is only one thing to agree to, and whatever the
 * Developer Console has in that field, nothing at all above all, the OAuth library would refuse at the very end.
 */
const KNOWN = [...USED, 'scope'] as const;

/** RFC 6749, appendix A.5: printable ASCII. */
const STATE = /^[\x20-\x7e]+$/;
/** RFC 7636, 4.2: base64url of a SHA-256. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Reads the query of the authorization endpoint. Where the client or its redirect URI is wrong nothing may redirect:
 * the address could be anybody's (RFC 6749, 4.1.2.1).
 */
export function parseAuthorization(
  config: Pick<Config, 'google' | 'redirectUris'>,
  query: URLSearchParams,
): ParsedAuthorization {
  const repeated = repeatedNames(query);
  const clientId = query.get('client_id');
  const redirectUri = query.get('redirect_uri');
  if (clientId !== config.google.clientId || repeated.has('client_id')) {
    return { kind: 'refused', reason: 'client' };
  }
  if (redirectUri === null || repeated.has('redirect_uri') || !config.redirectUris.includes(redirectUri)) {
    return { kind: 'refused', reason: 'redirect' };
  }
  const state = query.get('state') ?? undefined;
  const fail = (error: string): ParsedAuthorization => ({
    kind: 'redirect',
    error,
    location: redirectWith(redirectUri, { error, state: repeated.has('state') ? undefined : state }),
  });

  if (KNOWN.some((name) => repeated.has(name))) return fail('invalid_request');
  const responseType = query.get('response_type');
  if (!responseType) return fail('invalid_request');
  if (responseType !== 'code') return fail('unsupported_response_type');
  if (state && !STATE.test(state)) return fail('invalid_request');
  const codeChallenge = query.get('code_challenge') || undefined;
  const method = query.get('code_challenge_method') || undefined;
  // `plain` would make the challenge the secret itself. Google's reference marks the method optional; S256 is meant.
  if (method !== undefined && method !== 'S256') return fail('invalid_request');
  if (codeChallenge === undefined ? method !== undefined : !CHALLENGE.test(codeChallenge)) {
    return fail('invalid_request');
  }

  const used = new URLSearchParams();
  for (const name of USED) {
    const value = query.get(name);
    if (value !== null) used.set(name, value);
  }
  const request = { clientId, redirectUri, state, codeChallenge, query: used.toString() };
  return { kind: 'request', request };
}

/** A redirect URI with parameters added to those that it has. */
export function redirectWith(uri: string, params: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) url.searchParams.append(name, value);
  }
  return url.href;
}

/** Where a person goes who does not want to link after all. */
export function cancelUrl(request: AuthorizationRequest): string {
  return redirectWith(request.redirectUri, { error: 'access_denied', state: request.state });
}
