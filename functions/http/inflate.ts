import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { utf16Order } from '../decode-text.ts';

/** A body that cannot be inflated: it is damaged, or longer than allowed. */
export class InflateError extends Error {
  override readonly name = 'InflateError';
  readonly isTooLong: boolean;
  constructor(isTooLong: boolean) {
    super(isTooLong ? 'the inflated body is too long' : 'the compressed body is damaged');
    this.isTooLong = isTooLong;
  }
}

/** More layers than any program applies; the rest of the header is ignored. */
const MAX_LAYERS = 4;

/**
 * Undoes the compression of a body, of at most `maxBytes` bytes before and after. Goes by the bytes, and by `Content-Encoding`
 * where they do not say: labels such as `UTF-8` are no compression, and proxies compress, inflate and relabel unasked.
 * Throws {@link InflateError}.
 */
export function inflate(bytes: Buffer, contentEncoding: string | undefined, maxBytes: number): Buffer {
  const labels = (contentEncoding ?? '').toLowerCase().split(',').slice(0, MAX_LAYERS);
  let inflated = bytes;
  for (const label of labels.reverse()) {
    const method = methodOf(inflated, label.trim());
    if (method === undefined) continue;
    inflated = undo(method, inflated, maxBytes);
  }
  // Our texts begin otherwise.
  return isGzip(inflated) ? undo(gunzipSync, inflated, maxBytes) : inflated;
}

type Method = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

function methodOf(bytes: Buffer, label: string): Method | undefined {
  if (isGzip(bytes)) return gunzipSync;
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528) return zstdDecompressSync;
  if (bytes.length === 0 || isText(bytes)) return undefined;
  if (label === 'br') return brotliDecompressSync;
  // RFC 9110 means zlib's format, some servers send the bare stream.
  if (label === 'deflate') return isZlib(bytes) ? inflateSync : inflateRawSync;
  return undefined;
}

function undo(method: Method, bytes: Buffer, maxBytes: number): Buffer {
  try {
    return method(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw new InflateError(Object(error)['code'] === 'ERR_BUFFER_TOO_LARGE');
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isZlib(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) & 15) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

/** Control characters of compressed bytes are found among the first; the states of 500 locks have 300,000. */
const LOOK_BYTES = 1024;

/** Compressed bytes are hardly ever UTF-8 without control characters. */
function isText(bytes: Buffer): boolean {
  if (utf16Order(bytes) !== undefined) return true;
  return isUtf8(bytes) && !bytes.subarray(0, LOOK_BYTES).some((byte) => byte < 9 || (byte > 13 && byte < 32));
}
