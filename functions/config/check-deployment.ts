import { ConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';
import { type Environment, settingText } from './setting-reader.ts';
import { SETTINGS, type Setting } from './settings.ts';

/** Stand for the secrets, which only the running functions get. */
const PLACEHOLDERS = {
  GOOGLE_CLIENT_SECRET: 'stands-for-the-secret',
  ENCRYPTION_KEYS: `k1:${Buffer.from('This stands for a key of a while').toString('base64')}`,
};

/**
 * Throws {@link ConfigError} if a deployment to Firebase with these settings could not work, or if they contain a secret. Firebase's
 * tools ask for what is missing.
 */
export function checkDeployment(env: Environment): void {
  const secrets = (SETTINGS as readonly Setting[]).filter(
    ({ name, secret, optionalOnFirebase }) =>
      secret === true && optionalOnFirebase !== true && settingText(env, name) !== undefined,
  );
  if (secrets.length > 0) {
    throw new ConfigError(
      secrets.map(({ name }) => ({
        name: `${name} in a file`,
        message: `${name} is a secret. Put it into Secret Manager (npx firebase-tools@15 functions:secrets:set ${name}), and remove it from the settings file of the project.`,
      })),
    );
  }
  loadConfig({ ...env, ...PLACEHOLDERS }, { platform: 'firebase' });
}
