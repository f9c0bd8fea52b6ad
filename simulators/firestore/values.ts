import { GoogleApiError } from './google-failure.ts';
import { arrayOf, type JsonObject, objectOf } from './json-shape.ts';
import { parseTimestamp } from './timestamps.ts';

/** A Firestore value in its JSON form: an object with one member that names the type. */
export type FirestoreValue = JsonObject;

/** The fields of a document. */
export type FirestoreFields = Readonly<Record<string, FirestoreValue>>;

/** Checks a document's fields. Names of the form `__…__` are Firestore's own. */
export function fieldsOf(value: unknown, where: string): FirestoreFields {
  if (value === undefined) return {};
  const fields: Record<string, FirestoreValue> = {};
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  for (const [name, member] of Object.entries(objectOf(value, where, names))) {
    if (name === '' || /^__.*__$/.test(name)) {
      throw new GoogleApiError('INVALID_ARGUMENT', `The name "${name}" at ${where} is reserved`);
    }
    fields[name] = typedValue(member, `${where}.${name}`);
  }
  return fields;
}

const TYPES = [
  'nullValue',
  'booleanValue',
  'integerValue',
  'doubleValue',
  'timestampValue',
  'stringValue',
  'referenceValue',
  'mapValue',
  'arrayValue',
] as const;

/** Checks one value. */
export function typedValue(value: unknown, where: string): FirestoreValue {
  const typed = objectOf(value, where, TYPES);
  const [type, ...more] = Object.keys(typed);
  if (type === undefined || more.length > 0) {
    throw new GoogleApiError('INVALID_ARGUMENT', `${where} must have one type`);
  }
  const content = typed[type];
  if (!isOfType(type, content, where))
    throw new GoogleApiError('INVALID_ARGUMENT', `${where}.${type} is invalid`);
  return typed;
}

function isOfType(type: string, content: unknown, where: string): boolean {
  switch (type) {
    case 'nullValue':
      return content === null || content === 0 || content === 'NULL_VALUE';
    case 'booleanValue':
      return typeof content === 'boolean';
    case 'integerValue':
      // 64-bit integers are strings in protobuf's JSON.
      return /^-?\d{1,19}$/.test(String(content));
    case 'doubleValue':
      return typeof content === 'number';
    case 'timestampValue':
      return parseTimestamp(content, where) !== undefined;
    case 'mapValue':
      return fieldsOf(objectOf(content, where, ['fields'])['fields'], where) !== undefined;
    case 'arrayValue':
      return arrayOf(objectOf(content, where, ['values'])['values'], where).every((item, index) =>
        typedValue(item, `${where}[${index}]`),
      );
    default:
      return typeof content === 'string';
  }
}

/**
 * Compares two values of one type as Firestore does: negative if the first comes first. Returns `undefined` for values of
 * two types: an inequality filter finds only values of its own type.
 */
export function compareValues(first: FirestoreValue, second: FirestoreValue): number | undefined {
  const one = comparable(first);
  const two = comparable(second);
  if (one.type !== two.type) return undefined;
  return one.value < two.value ? -1 : one.value > two.value ? 1 : 0;
}

function comparable(value: FirestoreValue): { type: string; value: bigint | number | string } {
  if ('integerValue' in value) return { type: 'number', value: BigInt(String(value['integerValue'])) };
  if ('doubleValue' in value) return { type: 'number', value: Number(value['doubleValue']) };
  if ('timestampValue' in value) {
    return { type: 'timestamp', value: parseTimestamp(value['timestampValue'], 'timestampValue') };
  }
  if ('stringValue' in value) return { type: 'string', value: String(value['stringValue']) };
  if ('referenceValue' in value) return { type: 'reference', value: String(value['referenceValue']) };
  throw new GoogleApiError('UNIMPLEMENTED', `The simulator cannot compare ${Object.keys(value)[0]}`);
}
