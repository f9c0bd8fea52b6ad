import * as v from 'valibot';
import type { CloudCredentials } from '../../locks/lock-cloud.ts';
import { otherFailures } from '../http/error-table.ts';
import { SifelyError } from '../http/sifely-error.ts';

const schema = v.variant('kind', [
  v.object({
    kind: v.literal('oauth'),
    token: v.pipe(v.string(), v.minLength(1)),
    refreshToken: v.optional(v.string()),
    /** Ms since the epoch; absent if Sifely gave no lifetime. */
    expiresAt: v.optional(v.number()),
    /** Time from which it is renewed before it expires, ms since the epoch. */
    renewAt: v.optional(v.number()),
  }),
  v.object({
    kind: v.literal('api-key'),
    /** The API key, `sk-…`. */
    token: v.pipe(v.string(), v.minLength(1)),
    clientId: v.optional(v.string()),
    /** As Sifely named it at the sign-in. */
    plan: v.optional(v.string()),
  }),
]);

/** The stored credentials of one account (`accounts/` seals them). Never a password. */
export type SifelyCredentials = v.InferOutput<typeof schema>;
export type OauthCredentials = Extract<SifelyCredentials, { kind: 'oauth' }>;
export type ApiKeyCredentials = Extract<SifelyCredentials, { kind: 'api-key' }>;

/** Validated credentials, for as long as the stored ones are in memory. */
const validated = new WeakMap<CloudCredentials, SifelyCredentials>();

/** Validates stored credentials; throws a `SifelyError` with `credentials-refused` if they are not ours. */
export function readCredentials(stored: CloudCredentials): SifelyCredentials {
  const cached = validated.get(stored);
  if (cached !== undefined) return cached;
  const result = v.safeParse(schema, stored);
  if (result.success) {
    validated.set(stored, result.output);
    return result.output;
  }
  throw new SifelyError(otherFailures.noCredentials, { endpoint: '/', kind: 'refused' });
}

/** Returns the `Authorization` header: an API key goes raw (Sifely docs, Overview of 2026-06-16), a token as Bearer (2025). */
export function authorizationHeader(token: string): string {
  return token.startsWith('sk-') ? token : `Bearer ${token}`;
}

/** Returns the credentials of an API key that its owner has; `undefined` for text that is none. */
export function credentialsOfKey(key: string): CloudCredentials | undefined {
  return /^sk-[\w.~+/=-]{6,500}$/.test(key) ? { kind: 'api-key', token: key } : undefined;
}
