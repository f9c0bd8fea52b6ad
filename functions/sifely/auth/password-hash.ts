import { hash } from 'node:crypto';

/** Returns the MD5, lower-case hex, that Sifely wants (Sifely docs, api-256998333). As secret as the password: never stored. */
export function passwordHash(password: string): string {
  return hash('md5', password, 'hex');
}
