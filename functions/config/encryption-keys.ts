import type { EncryptionKey } from './config.ts';

/** AES-256 takes exactly this many bytes. */
const KEY_BYTES = 32;

/**
 * Reads `id:base64key[,id:base64key…]`. Either alphabet of base64 is fine, padded or not.
 *
 * @returns the keys, or what is wrong with them: a text that names entries by their place and never shows one.
 */
export function parseEncryptionKeys(text: string): readonly EncryptionKey[] | string {
  const keys: EncryptionKey[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const place = `entry ${index + 1}`;
    const [, id, encoded] = /^\s*([A-Za-z0-9_-]{1,32})\s*:\s*([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(entry) ?? [];
    if (id === undefined || encoded === undefined)
      return `must be "id:key" separated by commas; ${place} is not`;
    const key = Buffer.from(encoded, 'base64');
    if (key.length !== KEY_BYTES) {
      return `must hold keys of ${KEY_BYTES} bytes in base64; ${place} has ${key.length} bytes`;
    }
    if (keys.some((other) => other.id === id)) return `must not name a key twice; ${place} does`;
    keys.push({ id, key });
  }
  return keys;
}
