import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Random } from '../random.ts';

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const TAG_BYTES = 8;
const TOKEN = /^[A-Za-z0-9_-]{64}$/;

export type TokenUse = 'access' | 'refresh';

/** Derived from each of `ENCRYPTION_KEYS`, newest first. */
export type TokenKeys = readonly { readonly key: KeyObject }[];

interface ParsedToken {
  readonly accountId: string;
  /** SHA-256, base64url. */
  readonly hash: string;
  readonly secret: Buffer;
}

/** Creates a random account id: 16 bytes, base64url. */
export function mintAccountId(random: Pick<Random, 'bytes'>): string {
  return random.bytes(ID_BYTES).toString('base64url');
}

/**
 * Creates an opaque token: the account's id, which needs no index, 192 random bits, and a tag by which we know it as ours even when
 * our database does not. Google's gal-validation-tool warns about JWTs.
 */
export function mintToken(
  accountId: string,
  use: TokenUse,
  keys: TokenKeys,
  random: Pick<Random, 'bytes'>,
): string {
  const secret = random.bytes(SECRET_BYTES - TAG_BYTES);
  const [newest] = keys;
  if (!newest) throw new RangeError('a token needs a key');
  return packSecret(accountId, Buffer.concat([secret, tagOf(newest.key, accountId, use, secret)]));
}

/** Packs an account's id and a secret of 32 bytes into one opaque string of 64 characters. */
export function packSecret(accountId: string, secret: Buffer): string {
  const id = Buffer.from(accountId, 'base64url');
  if (id.length !== ID_BYTES) throw new RangeError('an account id has 16 bytes');
  if (secret.length !== SECRET_BYTES) throw new RangeError('a secret has 32 bytes');
  return Buffer.concat([id, secret]).toString('base64url');
}

/** Parses a token; `undefined` for anything else. */
export function parseToken(token: unknown): ParsedToken | undefined {
  if (typeof token !== 'string' || !TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const accountId = bytes.subarray(0, ID_BYTES).toString('base64url');
  return { accountId, hash: hashToken(token), secret: bytes.subarray(ID_BYTES) };
}

/** True if one of these keys made the token for this use. Tokens of releases before December 2026 have no tag: false. */
export function isTagged({ accountId, secret }: ParsedToken, use: TokenUse, keys: TokenKeys): boolean {
  const random = secret.subarray(0, -TAG_BYTES);
  const tag = secret.subarray(-TAG_BYTES);
  return keys.some(({ key }) => timingSafeEqual(tag, tagOf(key, accountId, use, random)));
}

/** Hashes a token for the store. It has 192 random bits at least, so a fast hash without salt is enough. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url');
}

function tagOf(key: KeyObject, accountId: string, use: TokenUse, secret: Buffer): Buffer {
  const text = `${use} ${accountId} ${secret.toString('base64url')}`;
  return createHmac('sha256', key).update(text).digest().subarray(0, TAG_BYTES);
}
