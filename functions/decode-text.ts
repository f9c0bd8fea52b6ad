const utf8 = new TextDecoder();
const utf16 = { little: new TextDecoder('utf-16le'), big: new TextDecoder('utf-16be') } as const;

/** So many bytes at the beginning tell if every other one is zero, as in plain text in UTF-16. */
const SAMPLE_BYTES = 8;

/**
 * Decodes UTF-8 or UTF-16, with a byte order mark, which is dropped, or without. Bytes that are neither become replacement
 * characters.
 */
export function decodeText(bytes: Uint8Array): string {
  const order = utf16Order(bytes);
  return (order === undefined ? utf8 : utf16[order]).decode(bytes);
}

/** Returns the byte order of text in UTF-16; `undefined` if the bytes are none. */
export function utf16Order(bytes: Uint8Array): keyof typeof utf16 | undefined {
  const [first, second] = bytes;
  if (first === 0xfe && second === 0xff) return 'big';
  if (first === 0xff && second === 0xfe) return 'little';
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const hasZeros = (from: 0 | 1) => sample.every((byte, at) => (byte === 0) === (at % 2 === from));
  if (sample.length < 2) return undefined;
  return hasZeros(1) ? 'little' : hasZeros(0) ? 'big' : undefined;
}
