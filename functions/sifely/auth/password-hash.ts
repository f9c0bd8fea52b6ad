import { hash } from 'node:crypto';

/**
 * MD5 in lower-case hex, as Sifely wants passwords (Sifely docs, api-256998333 and Overview). Worth as much as the password:
 * it is sent once and kept nowhere.
 */
export function passwordHash(password: string): string {
  return hash('md5', password, 'hex');
}
