import * as v from 'valibot';
import { defined } from '../defined.ts';
import type { HttpReply } from '../http/decode-reply.ts';
import { optionalText, optionalWholeNumber } from '../http/field-schemas.ts';
import { readPayload, unreadable } from '../http/read-payload.ts';
import type { SifelyRequest } from '../http/transport.ts';
import type { OauthCredentials } from './credentials.ts';

/** A token is renewed this long before it expires, but not before half of its lifetime. */
const RENEW_AHEAD_MS = 5 * 60_000;

const tokensSchema = v.object({
  access_token: optionalText,
  accessToken: optionalText,
  token: optionalText,
  refresh_token: optionalText,
  refreshToken: optionalText,
  expires_in: optionalWholeNumber,
  expiresIn: optionalWholeNumber,
});

/** Reads tokens by all names that Sifely uses. `expires_in` (seconds) may be missing. Throws `SifelyError` without a token. */
export function readTokens(
  reply: HttpReply,
  now: number,
  previousRefreshToken: string | undefined,
): OauthCredentials {
  const tokens = readPayload(tokensSchema)(reply);
  const token = tokens.access_token ?? tokens.accessToken ?? tokens.token;
  if (token === undefined) throw unreadable(reply, 'no token');
  const lifetimeMs = (tokens.expires_in ?? tokens.expiresIn ?? 0) * 1000;
  return defined({
    kind: 'oauth' as const,
    token,
    refreshToken: tokens.refresh_token ?? tokens.refreshToken ?? previousRefreshToken,
    expiresAt: lifetimeMs > 0 ? now + lifetimeMs : undefined,
    renewAt: lifetimeMs > 0 ? now + lifetimeMs - Math.min(RENEW_AHEAD_MS, lifetimeMs / 2) : undefined,
  });
}

/**
 * Returns the request that exchanges an authorization code or a refresh token for tokens: `POST /system/smart/oauthToken`, in the query
 * `client_id`, `grant_type`, and `code` or `refresh_token`; replies with the tokens, bare (Sifely docs, api-197273520). Errors of the
 * platform: 10002 wrong code, 10010 unknown grant, 10011 wrong refresh token.
 */
export function tokenRequest(
  grant: { readonly code: string } | { readonly refreshToken: string },
  clientId: string,
  timing: { readonly timeoutMs: number; readonly now: () => number },
): SifelyRequest<OauthCredentials> {
  const previous = 'refreshToken' in grant ? grant.refreshToken : undefined;
  return {
    endpoint: '/system/smart/oauthToken',
    method: 'POST',
    query:
      'code' in grant
        ? { client_id: clientId, grant_type: 'authorization_code', code: grant.code }
        : { client_id: clientId, grant_type: 'refresh_token', refresh_token: grant.refreshToken },
    timeoutMs: timing.timeoutMs,
    idempotent: false,
    changes: false,
    read: (reply) => readTokens(reply, timing.now(), previous),
  };
}
