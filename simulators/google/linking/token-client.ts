import type { Clock } from '../../../functions/clock.ts';
import type { ObserveExchange } from '../exchange.ts';
import { AnswerRefusedError } from '../failures.ts';
import { parseTokens, type Tokens, tokenViolations } from '../schemas/token-answer.ts';

interface TokenClientOptions {
  readonly tokenUrl: string;
  readonly revokeUrl?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The client's credentials are form fields or a Basic header; the console offers both. */
  readonly credentialsIn: 'body' | 'header';
  readonly clock: Clock;
  readonly observe: ObserveExchange;
}

/** The result of a token request. `refused` is exactly 400 `invalid_grant`; `unavailable` is any 5xx or no response. */
export type TokenOutcome =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Google as a client of an OAuth token endpoint. Checks every response; throws `AnswerRefusedError`. */
export class TokenClient {
  readonly #options: TokenClientOptions;
  readonly #seen = new Set<string>();

  constructor(options: TokenClientOptions) {
    this.#options = options;
  }

  /** Exchanges an authorization code. */
  exchange(code: string, redirectUri: string, codeVerifier: string | undefined): Promise<TokenOutcome> {
    const pkce = codeVerifier === undefined ? {} : { code_verifier: codeVerifier };
    return this.request({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...pkce });
  }

  /** Refreshes the access token. */
  refresh(refreshToken: string): Promise<TokenOutcome> {
    return this.request({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** Sends any form to the token endpoint and checks the response. Adds the credentials unless the fields have them. */
  async request(fields: Readonly<Record<string, string>>): Promise<TokenOutcome> {
    let response: Response;
    let text: string;
    try {
      ({ response, text } = await this.#post('token', this.#options.tokenUrl, fields));
    } catch (cause) {
      return { kind: 'unavailable', reason: String(cause) };
    }
    if (response.status >= 500) return { kind: 'unavailable', reason: `HTTP ${response.status}` };
    return this.#outcomeOf(response, text, fields['grant_type'] ?? '');
  }

  /** Revokes a token (RFC 7009), if the integration has an endpoint for it. */
  async revoke(token: string): Promise<void> {
    const { revokeUrl } = this.#options;
    if (revokeUrl === undefined) return;
    const form = { token, token_type_hint: 'refresh_token' };
    const { response } = await this.#post('revoke', revokeUrl, form);
    if (response.status !== 200) {
      throw new AnswerRefusedError('The revocation response', [`HTTP ${response.status} instead of 200`]);
    }
  }

  async #post(
    kind: string,
    url: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<{ readonly response: Response; readonly text: string }> {
    const { clientId, clientSecret, credentialsIn, clock, observe } = this.#options;
    const form = new URLSearchParams(fields);
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
    if (credentialsIn === 'header') {
      const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
      headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
    } else {
      if (!form.has('client_id')) form.set('client_id', clientId);
      if (!form.has('client_secret')) form.set('client_secret', clientSecret);
    }
    const exchange = { kind, at: clock.now(), request: Object.fromEntries(form) };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body: form.toString(),
        redirect: 'manual',
      });
      const text = await response.text();
      const { status } = response;
      observe({ ...exchange, endedAt: clock.now(), status, response: parseJson(text) ?? text });
      return { response, text };
    } catch (error) {
      observe({ ...exchange, endedAt: clock.now() });
      throw error;
    }
  }

  #outcomeOf(response: Response, text: string, grantType: string): TokenOutcome {
    const violations: string[] = [];
    if (!/^application\/json\b/.test(response.headers.get('content-type') ?? '')) {
      violations.push(`content type ${response.headers.get('content-type')} instead of application/json`);
    }
    const body = parseJson(text);
    if (response.status === 400) {
      if (JSON.stringify(body) !== '{"error":"invalid_grant"}') {
        violations.push(`a failure must be exactly {"error":"invalid_grant"}, not ${text.slice(0, 200)}`);
      }
      if (violations.length > 0) throw new AnswerRefusedError('The token response', violations);
      return { kind: 'refused' };
    }
    if (response.status !== 200) violations.push(`HTTP ${response.status} instead of 200 or 400`);
    if (!/\bno-store\b/.test(response.headers.get('cache-control') ?? '')) {
      violations.push('Cache-Control must be no-store');
    }
    violations.push(...tokenViolations(body, grantType));
    if (violations.length > 0) throw new AnswerRefusedError('The token response', violations);
    const tokens = parseTokens(body, grantType);
    if (this.#seen.has(tokens.accessToken)) {
      throw new AnswerRefusedError('The token response', ['the access token was handed out before']);
    }
    this.#seen.add(tokens.accessToken);
    return { kind: 'tokens', tokens };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
