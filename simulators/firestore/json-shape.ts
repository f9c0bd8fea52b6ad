import { GoogleApiError } from './google-failure.ts';

/** A JSON object that has been looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A JSON object that has only the `known` members. Anything else is refused: a simulator that passes over what it does
 * not know would let a client rely on it.
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

/** A JSON array; an absent one is empty, as everywhere in protobuf's JSON. */
export function arrayOf(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new GoogleApiError('INVALID_ARGUMENT', `${where} must be an array`);
  return value;
}

/** A string that is there. */
export function textOf(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new GoogleApiError('INVALID_ARGUMENT', `${where} must be a string that is not empty`);
  }
  return value;
}

/** The number of an enum value given as its name or, as Google's own clients send it, as its number. */
export function enumOf(value: unknown, where: string, names: readonly string[]): number {
  const number = typeof value === 'string' ? names.indexOf(value) : value;
  if (typeof number !== 'number' || names[number] === undefined) {
    throw new GoogleApiError('INVALID_ARGUMENT', `${where} has no value ${JSON.stringify(value)}`);
  }
  return number;
}
