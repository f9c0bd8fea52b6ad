import * as v from 'valibot';
import type { CloudCredentials } from '../../locks/lock-cloud.ts';
import { otherFailures } from '../http/error-table.ts';
import { SifelyError } from '../http/sifely-error.ts';

const schema = v.variant('kind', [
  v.object({
    kind: v.literal('oauth'),
    /** The access token. */
    token: v.pipe(v.string(), v.minLength(1)),
    refreshToken: v.optional(v.string()),
    /** Ms since the epoch; absent when Sifely named no end. */
    expiresAt: v.optional(v.number()),
    /** From when on it is renewed ahead of time, ms since the epoch. */
    renewAt: v.optional(v.number()),
  }),
  v.object({
    kind: v.literal('api-key'),
    /** The API key, `sk-…`. */
    token: v.pipe(v.string(), v.minLength(1)),
    clientId: v.optional(v.string()),
  }),
]);

/** What is stored (sealed, by others) of one account's access. Never a password. */
export type SifelyCredentials = v.InferOutput<typeof schema>;
/** A pair of tokens that can be renewed. */
export type OauthCredentials = Extract<SifelyCredentials, { kind: 'oauth' }>;
/** A key that holds until it is rotated. */
export type ApiKeyCredentials = Extract<SifelyCredentials, { kind: 'api-key' }>;

/** What was read of stored credentials, for as long as somebody has them. */
const known = new WeakMap<CloudCredentials, SifelyCredentials>();

/** Reads stored credentials; throws `SifelyError` with `credentials-refused` when they are none of ours. */
export function readCredentials(stored: CloudCredentials): SifelyCredentials {
  const before = known.get(stored);
  if (before !== undefined) return before;
  const result = v.safeParse(schema, stored);
  if (result.success) {
    known.set(stored, result.output);
    return result.output;
  }
  throw new SifelyError(otherFailures.noCredentials, { endpoint: '/', kind: 'refused' });
}

/**
 * The `Authorization` header: API keys go raw ("without Bearer", Sifely docs, Overview of 2026-06-16), access tokens as
 * Bearer (every page of 2025).
 */
export function authorizationHeader(token: string): string {
  return token.startsWith('sk-') ? token : `Bearer ${token}`;
}
