import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { EncryptionKey } from '../config/config.ts';
import type { Random } from '../random.ts';

/** AES-256-GCM ciphertext with the id of the key that made it. All strings base64url. */
export interface Sealed {
  readonly keyId: string;
  readonly iv: string;
  /** Ciphertext followed by the 16-byte tag. */
  readonly box: string;
}

/** A stored secret cannot be opened: a key is missing from the configuration, or the data was changed. */
export class SealingError extends Error {
  override readonly name: string = 'SealingError';
}

/** No configured key has the id of a stored box: nothing is damaged, and an operator puts the key back. */
export class KeyMissingError extends SealingError {
  override readonly name = 'KeyMissingError';
}

/** Encrypts stored secrets. A box opens only for the owner and the purpose that it was sealed for. */
export interface Sealer {
  /** Seals text with the newest key. `owner` is the id of its document, `purpose` the name of the field. */
  seal(owner: string, purpose: string, text: string): Sealed;
  /** Opens a box of any configured key. Throws {@link SealingError}. */
  open(owner: string, purpose: string, sealed: Sealed): string;
  /** Returns the box if it has the newest key, otherwise a new one. Throws {@link SealingError}. */
  renew(owner: string, purpose: string, sealed: Sealed): Sealed;
  /** Derives a key for keyed hashes from each configured key, newest first. */
  derived(purpose: string): readonly { readonly id: string; readonly key: KeyObject }[];
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Builds a sealer on the configured keys: the first encrypts, all decrypt. */
export function createSealer(keys: readonly EncryptionKey[], random: Pick<Random, 'bytes'>): Sealer {
  const newest = keys[0];
  if (!newest) throw new SealingError('ENCRYPTION_KEYS is empty: at least one key is needed');
  const sealingKeys = new Map(keys.map((key) => [key.id, derive(key, 'sealing')]));

  const seal = (owner: string, purpose: string, text: string): Sealed => {
    const iv = random.bytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', keyOf(newest.id), iv).setAAD(context(owner, purpose));
    const box = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { keyId: newest.id, iv: iv.toString('base64url'), box: box.toString('base64url') };
  };

  const open = (owner: string, purpose: string, sealed: Sealed): string => {
    const key = keyOf(sealed.keyId);
    const box = Buffer.from(sealed.box, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64url'), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(context(owner, purpose));
      decipher.setAuthTag(box.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(box.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new SealingError(
        `the ${purpose} of ${owner} cannot be opened: ENCRYPTION_KEYS has another key under the id "${sealed.keyId}", or the stored data was changed`,
        { cause },
      );
    }
  };

  const keyOf = (id: string): KeyObject => {
    const key = sealingKeys.get(id);
    if (key) return key;
    throw new KeyMissingError(
      `ENCRYPTION_KEYS has no key with the id "${id}", which stored data needs: put that key back, behind the newest`,
    );
  };

  return {
    seal,
    open,
    renew: (owner, purpose, sealed) =>
      sealed.keyId === newest.id ? sealed : seal(owner, purpose, open(owner, purpose, sealed)),
    derived: (purpose) => keys.map((key) => ({ id: key.id, key: derive(key, purpose) })),
  };
}

/**
 * Derives a separate key for each purpose, so that no box is made with the key of a hash. Node prepares a key given as bytes anew for
 * each use, which costs several times what the encryption does.
 */
function derive(key: EncryptionKey, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key.key, '', `sifely-google-home ${purpose}`, 32)));
}

/** Returns the additional authenticated data: a box copied into another account or field does not open there. */
function context(owner: string, purpose: string): Buffer {
  return Buffer.from(JSON.stringify([owner, purpose]));
}
