import { GoogleApiError } from './google-failure.ts';

/** Parses RFC 3339 in UTC with up to nine digits into nanoseconds since the epoch. */
export function parseTimestamp(text: unknown, where: string): bigint {
  const match =
    typeof text === 'string' ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text) : null;
  const seconds = match ? Date.parse(`${match[1]}Z`) / 1000 : Number.NaN;
  if (!match || Number.isNaN(seconds))
    throw new GoogleApiError('INVALID_ARGUMENT', `${where} is not a timestamp`);
  return BigInt(seconds) * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** Formats microseconds since the epoch as RFC 3339 with six digits, Firestore's precision. */
export function formatMicroseconds(microseconds: bigint): string {
  const seconds = new Date(Number(microseconds / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(microseconds % 1_000_000n).padStart(6, '0')}Z`;
}
