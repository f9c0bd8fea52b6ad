import type { Config } from '../config/config.ts';
import { repeatedNames } from '../pages/forms/form-body.ts';

/** Google's request for a person's consent. It stays in the address, so that tabs do not mix. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Opaque; returned untouched. */
  readonly state: string | undefined;
  readonly codeChallenge: string | undefined;
  /** The parameters that we use, as a query string without `?`, for the links of our pages. */
  readonly query: string;
}

/** A valid request, an error to redirect to Google, or a request that must not redirect anywhere. */
type ParsedAuthorization =
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
 * May not appear twice (RFC 6749, 3.1). `scope` is dropped afterwards: there is one permission, and the OAuth library would
 * refuse many values of that field of the Developer Console at the last step, an empty one among them.
 */
const KNOWN = [...USED, 'scope'] as const;

/** RFC 6749, appendix A.5: printable ASCII. */
const STATE = /^[\x20-\x7e]+$/;
/** RFC 7636, 4.2: base64url of a SHA-256. */
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** Reads the query. With a wrong client or redirect URI nothing may redirect: it may be an attacker's (RFC 6749, 4.1.2.1). */
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

function redirectWith(uri: string, params: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) url.searchParams.append(name, value);
  }
  return url.href;
}

/** Returns the redirect of a person who cancels. */
export function cancelUrl(request: AuthorizationRequest): string {
  return redirectWith(request.redirectUri, { error: 'access_denied', state: request.state });
}
