import { hash } from 'node:crypto';
import type { EncryptionKey } from '../../functions/config/config.ts';

/** Settings that the product and the code that links homes for it must share. */
export const GOOGLE_CLIENT = { id: 'google-client', secret: 'a-client-secret-of-the-bench' };
export const SIFELY_CLIENT = 'bench-client';
export const ENCRYPTION_KEY: EncryptionKey = {
  id: 'k1',
  key: hash('sha256', 'the key of the bench', 'buffer'),
};
export const REDIRECT_URI = 'https://oauth-redirect.googleusercontent.com/r/demo-sifely';
export const FIREBASE_PROJECT = 'demo-sifely';

/** Returns the environment of the product, to which each deployment adds its own settings. */
export function productEnvironment(sifelyUrl: string, homegraphUrl: string): Record<string, string> {
  return {
    PUBLIC_URL: 'http://127.0.0.1:8080',
    SIFELY_PROFILE: 'oauth',
    SIFELY_CLIENT_ID: SIFELY_CLIENT,
    SIFELY_BASE_URL: sifelyUrl,
    GOOGLE_PROJECT_ID: FIREBASE_PROJECT,
    GOOGLE_CLIENT_ID: GOOGLE_CLIENT.id,
    GOOGLE_CLIENT_SECRET: GOOGLE_CLIENT.secret,
    HOMEGRAPH_URL: homegraphUrl,
    ENCRYPTION_KEYS: `${ENCRYPTION_KEY.id}:${Buffer.from(ENCRYPTION_KEY.key).toString('base64')}`,
    LOG_FORMAT: 'cloud',
    // Snapshots stay fresh for the whole run, unless a row sets something else.
    SNAPSHOT_FRESH_SECONDS: '3600',
    // Every EXECUTE sends its command, also to a lock that is known to be there already.
    ALREADY_IN_STATE_SECONDS: '0',
  };
}
