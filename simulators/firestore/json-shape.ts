import { GoogleApiError } from './google-failure.ts';

/** A checked JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Returns a JSON object that has only the `known` members. Refuses any other: a client must not rely on a member that the
 * simulator ignores.
 */
export function objectOf(value: unknown, where: string, known: readonly string[]): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GoogleApiError('INVALID_ARGUMENT', `${where} must be an object`);
  }
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) {
      throw new GoogleApiError(
        'INVALID_ARGUMENT',
        `Invalid JSON payload received. Unknown name "${name}" at '${where}'`,
      );
    }
  }
  return { ...value };
}

/** Returns a JSON array; a missing one is empty, as in all of protobuf's JSON. */
export function arrayOf(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new GoogleApiError('INVALID_ARGUMENT', `${where} must be an array`);
  return value;
}

/** Returns a required string. */
export function textOf(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new GoogleApiError('INVALID_ARGUMENT', `${where} must be a string that is not empty`);
  }
  return value;
}

/** Returns the number of an enum value, given by name or, as from Google's own clients, by number. */
export function enumOf(value: unknown, where: string, names: readonly string[]): number {
  const number = typeof value === 'string' ? names.indexOf(value) : value;
  if (typeof number !== 'number' || names[number] === undefined) {
    throw new GoogleApiError('INVALID_ARGUMENT', `${where} has no value ${JSON.stringify(value)}`);
  }
  return number;
}
