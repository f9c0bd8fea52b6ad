import { hash } from 'node:crypto';

/**
 * Returns a password's MD5 in lower-case hex, as Sifely wants it (Sifely docs, api-256998333 and Overview). As secret as the
 * password: it is sent once and never stored.
 */
export function passwordHash(password: string): string {
  return hash('md5', password, 'hex');
}
