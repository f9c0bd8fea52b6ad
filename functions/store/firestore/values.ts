import type { DocumentFields } from './calls.ts';
import type { DueFields } from './due-index.ts';

/** Firestore's JSON form of a value that we write: https://firebase.google.com/docs/firestore/reference/rest/v1/Value */
type FirestoreValue =
  | { readonly stringValue: string }
  // 64 bits: protobuf's JSON writes them as text.
  | { readonly integerValue: string }
  // RFC 3339 in UTC.
  | { readonly timestampValue: string }
  | { readonly referenceValue: string };

/** Converts a whole number, such as a time in ms since the epoch. */
export function integerValue(integer: number): FirestoreValue {
  return { integerValue: String(integer) };
}

/** Converts a value of an index of due times. */
export function dueValue(value: string | number): FirestoreValue {
  return typeof value === 'string' ? { stringValue: value } : integerValue(value);
}

/** Converts a time in ms since the epoch to a timestamp: TTL policies accept nothing else. */
function timestampValue(time: number): FirestoreValue {
  return { timestampValue: new Date(time).toISOString() };
}

/** Encodes the fields of a document; absent times are left out. */
export function encodeFields(fields: DocumentFields): Readonly<Record<string, FirestoreValue>> {
  const { data, _write, _previous, expireAt } = fields;
  return {
    data: { stringValue: data },
    _write: { stringValue: _write },
    _previous: { stringValue: _previous },
    ...(expireAt === undefined ? {} : { expireAt: timestampValue(expireAt) }),
    ...encodeDue(fields),
  };
}

/** Encodes the due time of a document. */
export function encodeDue({ due, dueAt }: DueFields): Readonly<Record<string, FirestoreValue>> {
  return {
    ...(due === undefined ? {} : { due: { stringValue: due } }),
    ...(dueAt === undefined ? {} : { dueAt: integerValue(dueAt) }),
  };
}

/** Decodes the fields of any document: texts, numbers, timestamps in ms since the epoch; other values unchanged. */
export function decodeFields(fields: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, decodeValue(value)]));
}

function decodeValue(value: unknown): unknown {
  const { stringValue, integerValue, doubleValue, timestampValue } = Object(value);
  if (typeof stringValue === 'string') return stringValue;
  // Doubles without a JSON form are texts: "NaN", "-Infinity".
  if (integerValue !== undefined) return Number(integerValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  // Drops the digits after milliseconds.
  if (isTimestamp(timestampValue)) return Date.parse(timestampValue);
  return value;
}

/** True for a timestamp in Google's form: UTC, with 0, 3, 6 or 9 digits of fraction (protobuf's JSON). */
export function isTimestamp(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text);
}

/** True if two timestamps are the same, whatever their number of digits. */
export function isSameTime(one: string | undefined, two: string | undefined): boolean {
  return one === two || (one !== undefined && two !== undefined && nineDigits(one) === nineDigits(two));
}

function nineDigits(timestamp: string): string {
  const [seconds = '', fraction = ''] = timestamp.replace('Z', '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}
