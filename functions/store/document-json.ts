/**
 * The largest document, in bytes of JSON. Firestore's limit is 1 MiB with names and times included; SQLite is held
 * to the same, so that what works on one store works on the other.
 */
const MAX_DOCUMENT_BYTES = 1_000_000;

/** Deep enough for any document of ours; a structure that contains itself is deeper than anything. */
const MAX_DEPTH = 64;

/**
 * Serialises a document. `JSON.stringify` alone drops `undefined` and turns NaN into null without a word, and a
 * store that gives back something else than it was given is worse than one that refuses.
 *
 * @throws {TypeError} when `data` would not come back equal; the message names the place (`data.pin is undefined`),
 *   never the value. @throws {RangeError} when it is larger than {@link MAX_DOCUMENT_BYTES}.
 */
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

/** What {@link encodeDocument} made, as a fresh structure that belongs to the caller. */
export function decodeDocument(json: string): unknown {
  return JSON.parse(json);
}

/** Whether {@link assertJson} has nothing to say; it takes its time to name places. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    // By index: `every` would step over holes.
    for (let index = 0; index < value.length; index += 1) {
      if (!isJson(value[index], depth + 1)) return false;
    }
    return true;
  }
  return isPlain(value) && Object.values(value).every((member) => isJson(member, depth + 1));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The parent's parent, not the identity of Object.prototype: objects of another realm are plain too.
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
  // By index: forEach would step over holes, which JSON turns into null.
  for (let index = 0; index < values.length; index += 1) {
    assertJson(values[index], `${path}[${index}]`, depth + 1);
  }
}

function assertPlainObject(value: object, path: string, depth: number): void {
  if (!isPlain(value)) throw new TypeError(`${path} is not a plain object`);
  for (const [name, member] of Object.entries(value)) assertJson(member, `${path}.${name}`, depth + 1);
}
