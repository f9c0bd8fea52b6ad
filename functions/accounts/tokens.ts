import { hash } from 'node:crypto';
import type { Random } from '../random.ts';

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{64}$/;

interface ParsedToken {
  readonly accountId: string;
  /** SHA-256, base64url. */
  readonly hash: string;
}

/** Creates a random account id: 16 bytes, base64url. */
export function mintAccountId(random: Pick<Random, 'bytes'>): string {
  return random.bytes(ID_BYTES).toString('base64url');
}

/** Creates an opaque token that names its account, which needs no index. Google's gal-validation-tool warns about JWTs. */
export function mintToken(accountId: string, random: Pick<Random, 'bytes'>): string {
  return packSecret(accountId, random.bytes(SECRET_BYTES));
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
  const accountId = Buffer.from(token, 'base64url').subarray(0, ID_BYTES).toString('base64url');
  return { accountId, hash: hashToken(token) };
}

/** Hashes a token for the store. It has 256 random bits, so a fast hash without salt is enough. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url');
}
