import * as v from 'valibot';
import { shapeViolations } from './shape.ts';

/** Three base64url segments, the first a JSON header: Google's validation tool rejects such tokens. */
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

const token = v.pipe(
  v.string(),
  v.minLength(16, 'too short to be unguessable'),
  v.maxLength(2048, 'longer than 2048 characters'),
  v.regex(/^[\x21-\x7e]+$/, 'must be printable ASCII'),
  v.check((text) => !JWT.test(text), 'must not be a JWT'),
);
const common = {
  token_type: v.literal('Bearer'),
  access_token: token,
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(1)),
};
const exchanged = v.strictObject({ ...common, refresh_token: token });
const refreshed = v.strictObject(common);

/** The tokens from a token endpoint. Source: identity/account-linking/your-api-reference on developers.google.com. */
export interface Tokens {
  readonly accessToken: string;
  /** Only for a code; a refresh does not rotate it. */
  readonly refreshToken?: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Lists the faults of a successful token response. */
export function tokenViolations(body: unknown, grantType: string): string[] {
  return shapeViolations(grantType === 'refresh_token' ? refreshed : exchanged, body);
}

/** Returns a token response as its type, after {@link tokenViolations} found nothing. */
export function parseTokens(body: unknown, grantType: string): Tokens {
  if (grantType === 'refresh_token') {
    const { access_token, expires_in } = v.parse(refreshed, body);
    return { accessToken: access_token, expiresIn: expires_in };
  }
  const { access_token, refresh_token, expires_in } = v.parse(exchanged, body);
  return { accessToken: access_token, refreshToken: refresh_token, expiresIn: expires_in };
}
