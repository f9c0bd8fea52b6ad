import type { EncryptionKey } from './config.ts';
import { placeholderFault } from './placeholder.ts';

const KEY_BYTES = 32;

/** The id of the demo's key: what it encrypted belongs to no real installation. */
export const DEMO_KEY_ID = 'demo';

/**
 * Parses `id:base64key[,id:base64key…]`, either alphabet, padded or not. Returns the valid keys and every fault, which
 * continues a sentence after the setting's name. Faults name entries by their position and never show one.
 */
export function parseEncryptionKeys(text: string): { keys: EncryptionKey[]; faults: string[] } {
  const keys: EncryptionKey[] = [];
  const faults: string[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const placeholder = placeholderFault(entry.slice(entry.indexOf(':') + 1));
    if (placeholder !== undefined) {
      faults.push(`has an entry ${index + 1} that ${placeholder}`);
      continue;
    }
    const key = parseEntry(entry);
    if (typeof key === 'string') faults.push(`must look like k1:BASE64 (entry ${index + 1} ${key})`);
    else if (keys.some(({ id }) => id === key.id)) {
      faults.push(`must not use an id twice (entry ${index + 1} does)`);
    } else keys.push(key);
  }
  const [newest] = keys;
  if (newest && isGuessable(newest.key)) {
    faults.push(
      'must begin with a random key (entry 1 can be guessed; behind a random one it still decrypts)',
    );
  }
  return { keys, faults };
}

function parseEntry(entry: string): EncryptionKey | string {
  const colon = entry.indexOf(':');
  if (entry.trim() === '') return 'is empty';
  if (colon < 0) return 'has no "id:"';
  const id = entry.slice(0, colon).trim();
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) return 'has an id that is not 1 to 32 letters, digits, "-" or "_"';
  const encoded = entry.slice(colon + 1).trim();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) return 'has a key that is not base64';
  const key = Buffer.from(encoded, 'base64');
  return key.length === KEY_BYTES ? { id, key } : `has a key of ${key.length} bytes instead of ${KEY_BYTES}`;
}

/** Random bytes have fewer than twelve different values, a period or a constant step less than once in 10^15 keys. */
const MIN_DISTINCT = 12;

function isGuessable(key: Uint8Array): boolean {
  if (new Set(key).size < MIN_DISTINCT) return true;
  const half = KEY_BYTES / 2;
  const hasPeriod = Array.from({ length: half }, (_, index) => index + 1).some((period) =>
    key.every((byte, index) => index < period || byte === key[index - period]),
  );
  const step = (index: number) => ((key[index] ?? 0) - (key[index - 1] ?? 0)) & 0xff;
  return hasPeriod || key.every((_, index) => index === 0 || step(index) === step(1));
}
