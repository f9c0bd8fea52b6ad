import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Larger documents are stored compressed, so that an account of hundreds of locks stays within 1 MiB. Smaller ones stay readable, for
 * operators and for earlier releases.
 */
const PACKED_FROM_BYTES = 256 * 1024;
/** Firestore's limit for a document is 1 MiB, names, times and ids of writes included. */
const MAX_STORED_BYTES = 1_000_000;
/** No JSON begins with it. */
const MARK = 'deflate:';

/** Returns the text to store for a document's JSON. Throws `RangeError` if it does not fit into a document. */
export function packJson(json: string): string {
  if (Buffer.byteLength(json) < PACKED_FROM_BYTES) return json;
  // The fastest level: locks of one account are alike, and a slower one saves a tenth.
  const packed = MARK + deflateRawSync(json, { level: 1 }).toString('base64');
  if (packed.length > MAX_STORED_BYTES) {
    throw new RangeError(
      `data has ${packed.length} bytes after compression; at most ${MAX_STORED_BYTES} fit into a document of Firestore`,
    );
  }
  return packed;
}

/** Returns the JSON of a stored text; nothing if the text is damaged. */
export function unpackJson(stored: string): string {
  if (!stored.startsWith(MARK)) return stored;
  try {
    return inflateRawSync(Buffer.from(stored.slice(MARK.length), 'base64')).toString();
  } catch {
    return '';
  }
}
