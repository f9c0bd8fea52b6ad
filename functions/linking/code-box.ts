import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const TAG_BYTES = 16;

/** Text that only a sender of the code can have read: its key is derived from the code, of which we store a hash. */
export interface CodeBox {
  readonly iv: string;
  readonly box: string;
}

/** Seals text with a code. */
export function sealWithCode(code: string, text: string): CodeBox {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(code), iv);
  const box = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { iv: iv.toString('base64url'), box: box.toString('base64url') };
}

/** Returns the text. Throws if another code sealed it. */
export function openWithCode(code: string, { iv, box }: CodeBox): string {
  const bytes = Buffer.from(box, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(code), Buffer.from(iv, 'base64url'), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
}

function keyOf(code: string): Buffer {
  return Buffer.from(hkdfSync('sha256', code, '', 'sifely-google-home used code', 32));
}
