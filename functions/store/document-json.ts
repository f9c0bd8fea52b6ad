/** Maximum bytes of a document's JSON in all stores. What we store becomes a third at worst where Firestore compresses it, which then fits. */
const MAX_DOCUMENT_BYTES = 3_000_000;

/** More than any of our documents; a structure that contains itself exceeds it. */
const MAX_DEPTH = 64;

/** Serialises a document. Throws `TypeError` (the place, never the value) if JSON would change it, `RangeError` if too large. */
export function encodeDocument(data: unknown): string {
  if (!isJson(data, 0)) assertJson(data, 'data', 0);
  const json = JSON.stringify(data);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_DOCUMENT_BYTES) {
    throw new RangeError(
      `data has ${bytes} bytes of JSON; at most ${MAX_DOCUMENT_BYTES} fit into a document`,
    );
  }
  return json;
}

/**
 * Parses the result of {@link encodeDocument} into a new structure. Returns `undefined` for a damaged text: then one document is
 * unreadable, and not the page that it is on.
 */
export function decodeDocument(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** True if {@link assertJson} would pass; faster, because it builds no paths. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    // By index: `every` skips holes.
    for (let index = 0; index < value.length; index += 1) {
      if (!isJson(value[index], depth + 1)) return false;
    }
    return true;
  }
  return isPlain(value) && Object.values(value).every((member) => isJson(member, depth + 1));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: objects of another realm are plain too.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function assertJson(value: unknown, path: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new TypeError(`${path.slice(0, 60)}… is nested too deeply or contains itself`);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${path} is not a finite number`);
      return;
    case 'object':
      if (Array.isArray(value)) assertArray(value, path, depth);
      else if (value !== null) assertPlainObject(value, path, depth);
      return;
    default:
      throw new TypeError(`${path} is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`);
  }
}

function assertArray(values: readonly unknown[], path: string, depth: number): void {
  for (let index = 0; index < values.length; index += 1) {
    assertJson(values[index], `${path}[${index}]`, depth + 1);
  }
}

function assertPlainObject(value: object, path: string, depth: number): void {
  if (!isPlain(value)) throw new TypeError(`${path} is not a plain object`);
  for (const [name, member] of Object.entries(value)) assertJson(member, `${path}.${name}`, depth + 1);
}
