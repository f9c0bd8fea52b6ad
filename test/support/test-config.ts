import type { Config, SifelyProfile } from '../../functions/config/config.ts';

/** The times of a command by default. With a clock that passes, a busy machine may need longer: `testConfig` has others. */
export const DEFAULT_TIMES = { executeAnswerMs: 900, unlockSendMs: 4000 } as const;

/** The cost of hashing a PIN in production: about 50 ms of a core on two small ones. */
export const REAL_PIN_COST = 14;

/** The cost of hashing a PIN where a test does not measure it: 0.1 ms of a core in place of 50. */
export const CHEAP_PIN_COST = 4;

/** The client of a test world that stands for Google. */
export const TEST_CLIENT = { id: 'google-client', secret: 'google-client-secret-of-the-test-world' } as const;

/** Returns a configuration for tests: all addresses are on loopback. */
export function testConfig(where: {
  readonly publicUrl: string;
  readonly profile: SifelyProfile;
  readonly sifelyUrl: string;
  readonly redirectUri: string;
  readonly homegraphUrl: string;
  readonly monthlyCalls?: number;
  readonly overrides?: Partial<Config>;
}): Config {
  return {
    host: '127.0.0.1',
    port: 0,
    trustedProxies: 1,
    publicUrl: where.publicUrl,
    store: 'sqlite',
    dataDir: '/nonexistent',
    sifely: {
      profile: where.profile,
      baseUrl: where.sifelyUrl,
      clientId: where.profile === 'oauth' ? 'test-client' : undefined,
      monthlyCalls: where.monthlyCalls ?? 8000,
      callsPerMinute: 25,
    },
    google: {
      clientId: TEST_CLIENT.id,
      clientSecrets: [TEST_CLIENT.secret],
      projectId: 'demo-project',
      agentId: 'demo-project',
      homegraphUrl: where.homegraphUrl,
    },
    redirectUris: [where.redirectUri],
    encryptionKeys: [{ id: 'k1', key: new Uint8Array(32).fill(7) }],
    executeAnswerMs: 4000,
    unlockSendMs: 4000,
    queryAnswerMs: 900,
    alreadyInStateMs: 5000,
    snapshotFreshMs: 30_000,
    verifyAfterMs: [3000, 8000, 20_000, 60_000],
    activityMs: 90 * 24 * 3_600_000,
    doorLeftOpenMs: 10 * 60_000,
    pollMs: { shortest: 600_000, longest: 21_600_000 },
    maxRequests: 500,
    log: { level: 'debug', format: 'cloud' },
    ...where.overrides,
  };
}
