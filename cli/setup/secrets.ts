import type { Random } from '../../functions/random.ts';
import type { SettingValues } from './env-text.ts';

/** Client ids are no secrets; Google shows it in its console. */
export const CLIENT_ID = 'google-home';

/** Returns new values for the secrets that are not there yet. */
export function newSecrets(present: SettingValues, random: Random): SettingValues {
  return {
    ...(present['GOOGLE_CLIENT_SECRET'] === undefined && {
      GOOGLE_CLIENT_SECRET: random.bytes(32).toString('hex'),
    }),
    ...(present['ENCRYPTION_KEYS'] === undefined && {
      ENCRYPTION_KEYS: `k1:${random.bytes(32).toString('base64')}`,
    }),
  };
}
