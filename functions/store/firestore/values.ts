import type { DocumentFields } from './calls.ts';

/**
 * A value in Firestore's JSON form, an object whose one member names the type, of the types that the store writes.
 * https://firebase.google.com/docs/firestore/reference/rest/v1/Value
 */
type FirestoreValue =
  | { readonly stringValue: string }
  // 64 bits: protobuf's JSON writes them as text.
  | { readonly integerValue: string }
  // RFC 3339 in UTC.
  | { readonly timestampValue: string }
  | { readonly referenceValue: string };

/** A whole number, such as a moment in milliseconds since the epoch that is only ever compared. */
export function integerValue(integer: number): FirestoreValue {
  return { integerValue: String(integer) };
}

/** A moment in milliseconds since the epoch, as a timestamp: TTL policies understand nothing else. */
function timestampValue(moment: number): FirestoreValue {
  return { timestampValue: new Date(moment).toISOString() };
}

/** The fields of a document as they are sent; absent moments are left out. */
export function encodeFields(fields: DocumentFields): Readonly<Record<string, FirestoreValue>> {
  const { data, _write, _previous, expireAt, dueAt } = fields;
  return {
    data: { stringValue: data },
    _write: { stringValue: _write },
    _previous: { stringValue: _previous },
    ...(expireAt === undefined ? {} : { expireAt: timestampValue(expireAt) }),
    ...(dueAt === undefined ? {} : { dueAt: integerValue(dueAt) }),
  };
}

/** What {@link encodeFields} made, or others wrote: texts, numbers, timestamps in milliseconds; anything else as it came. */
export function decodeFields(fields: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, decodeValue(value)]));
}

function decodeValue(value: unknown): unknown {
  const { stringValue, integerValue, doubleValue, timestampValue } = Object(value);
  if (typeof stringValue === 'string') return stringValue;
  // Doubles that JSON does not know come as text too: "NaN", "-Infinity".
  if (integerValue !== undefined) return Number(integerValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  // The digits beyond milliseconds are cut off.
  if (isTimestamp(timestampValue)) return Date.parse(timestampValue);
  return value;
}

/** Whether this is a moment as Google writes it: UTC, with 0, 3, 6 or 9 digits of fraction (protobuf's JSON). */
export function isTimestamp(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text);
}
