import { randomBytes } from 'node:crypto';
import { type Environment, settingText } from '../config/setting-reader.ts';

export interface DemoFacts {
  readonly publicUrl: string;
  readonly sifelyUrl: string;
  readonly homegraphUrl: string;
  readonly redirectUri: string;
  readonly encryptionKeys: string;
  readonly googleClientSecret: string;
}

export const DEMO_CLIENT_ID = 'google-demo';

/** Not the folder of a real installation, which could neither open the demo's account nor finish rotating its keys. */
const DEMO_DATA_DIR = './data/demo';

/** Placeholders until the ports are known, so that the settings of the owner are validated before anything starts. */
export const UNKNOWN_YET: DemoFacts = {
  publicUrl: 'http://127.0.0.1',
  sifelyUrl: 'http://127.0.0.1',
  homegraphUrl: 'http://127.0.0.1',
  redirectUri: 'http://127.0.0.1/r/demo-project',
  encryptionKeys: `demo:${randomBytes(32).toString('base64')}`,
  googleClientSecret: 'not-known-yet-not-known-yet',
};

/** Returns the environment with the demo's settings added to those that the owner set (`PORT`, …). */
export function demoEnvironment(env: Environment, facts: DemoFacts): Environment {
  return {
    ...env,
    DATA_DIR: settingText(env, 'DATA_DIR') ?? DEMO_DATA_DIR,
    // The demo listens on loopback: its only person is the operator.
    ALERT_ADDRESSES: settingText(env, 'ALERT_ADDRESSES') ?? 'local',
    PUBLIC_URL: facts.publicUrl,
    // A person who plays does in a minute what happens at a home in a day.
    SIFELY_CALLS_PER_MINUTE: settingText(env, 'SIFELY_CALLS_PER_MINUTE') ?? '600',
    SIFELY_PROFILE: 'oauth',
    SIFELY_CLIENT_ID: 'sifely-demo',
    SIFELY_BASE_URL: facts.sifelyUrl,
    GOOGLE_CLIENT_ID: DEMO_CLIENT_ID,
    GOOGLE_CLIENT_SECRET: facts.googleClientSecret,
    OAUTH_REDIRECT_URIS: facts.redirectUri,
    HOMEGRAPH_URL: facts.homegraphUrl,
    ENCRYPTION_KEYS: facts.encryptionKeys,
  };
}
