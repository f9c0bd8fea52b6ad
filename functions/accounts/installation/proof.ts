import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Sealer } from '../sealing.ts';

/**
 * The question and answer by which doctor finds out if a public address leads to its own installation. The question is authenticated with
 * `ENCRYPTION_KEYS`: a server with other keys, and anybody without them, learns and gets nothing. `NONCE.MAC`, a nonce is `TIME-RANDOM`.
 */
const QUESTION = /^(?<nonce>(?<time>\d{13})-[A-Za-z0-9_-]{22})\.(?<mac>[A-Za-z0-9_-]{43})$/;

/** A question is answered for so long: it stands in the logs of proxies. */
const FRESH_MS = 10 * 60_000;

/** The answer of a server with the same keys. */
export interface Proof {
  /** Proves the keys. */
  readonly keys: string;
  /** Proves the database as well. */
  readonly database: string;
}

/** Returns a question. `nonce` is 16 random bytes in base64url, `now` ms since the epoch. */
export function proofQuestion(sealer: Pick<Sealer, 'derived'>, nonce: string, now: number): string {
  const [key] = keysOf(sealer);
  const timed = `${now}-${nonce}`;
  return `${timed}.${key === undefined ? '' : macOf(key, 'question', timed)}`;
}

/** Returns the answer to a question; `undefined` if it was not asked with one of the keys, or too long ago. */
export function answerProof(
  sealer: Pick<Sealer, 'derived'>,
  question: string,
  installation: string | undefined,
  now: number,
): Proof | undefined {
  const { nonce = '', time, mac = '' } = QUESTION.exec(question)?.groups ?? {};
  if (!(Math.abs(now - Number(time)) < FRESH_MS)) return undefined;
  const key = keysOf(sealer).find((each) => isEqual(macOf(each, 'question', nonce), mac));
  return key && proofOf(key, nonce, installation);
}

/** Compares an answer: `same` installation, other `database`, or other `keys`. */
export function checkProof(
  sealer: Pick<Sealer, 'derived'>,
  question: string,
  installation: string | undefined,
  answer: Partial<Proof>,
): 'same' | 'database' | 'keys' {
  const { nonce = '' } = QUESTION.exec(question)?.groups ?? {};
  const [key] = keysOf(sealer);
  if (key === undefined) return 'keys';
  const expected = proofOf(key, nonce, installation);
  if (!isEqual(expected.keys, String(answer.keys))) return 'keys';
  return isEqual(expected.database, String(answer.database)) ? 'same' : 'database';
}

function proofOf(key: KeyObject, nonce: string, installation: string | undefined): Proof {
  return { keys: macOf(key, 'keys', nonce), database: macOf(key, 'database', nonce, installation ?? '') };
}

function keysOf(sealer: Pick<Sealer, 'derived'>): KeyObject[] {
  return sealer.derived('installation proof').map(({ key }) => key);
}

function macOf(key: KeyObject, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
