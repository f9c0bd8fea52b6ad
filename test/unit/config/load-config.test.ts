import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../../functions/config/config-error.ts';
import { isConfigured, loadConfig } from '../../../functions/config/load-config.ts';
import type { Environment } from '../../../functions/config/setting-reader.ts';
import { SETTINGS, type Setting } from '../../../functions/config/settings.ts';
import { removedSettings, renamedSettings } from '../../../functions/config/unknown-settings.ts';

const key = randomBytes(32);
const right: Environment = {
  PUBLIC_URL: 'https://locks.example.com',
  GOOGLE_CLIENT_ID: 'google-home',
  GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length',
  GOOGLE_PROJECT_ID: 'my-home-project',
  ENCRYPTION_KEYS: `k1:${key.toString('base64')}`,
};

const load = (env: Environment = {}, platform: 'self-hosted' | 'firebase' = 'self-hosted') =>
  loadConfig({ ...right, ...env }, { platform });

function problems(env: Environment, platform: 'self-hosted' | 'firebase' = 'self-hosted'): ConfigError {
  try {
    loadConfig(env, { platform });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const names = (env: Environment, platform?: 'self-hosted' | 'firebase') =>
  problems({ ...right, ...env }, platform).problems.map(({ name }) => name);

describe('loadConfig, the trusted proxies', () => {
  test('are so many, of which the nearest is on this machine', () => {
    const { trustedProxies, proxyNetworks } = load({ TRUSTED_PROXIES: '2' });
    expect([trustedProxies, proxyNetworks]).toEqual([2, undefined]);
  });

  test('are named by addresses and networks', () => {
    const { proxyNetworks } = load({ TRUSTED_PROXIES: '172.16.0.0/12, 10.0.0.2,fd00::/8,' });
    expect(proxyNetworks).toEqual(['172.16.0.0/12', '10.0.0.2', 'fd00::/8']);
  });

  test('are all peers on Firebase, where only Google’s front ends reach a function', () => {
    const { trustedProxies, proxyNetworks } = load({}, 'firebase');
    expect([trustedProxies, proxyNetworks]).toEqual([2, 'any']);
  });
});

describe('loadConfig, the defaults', () => {
  test('are complete if only the required settings are set', () => {
    expect(load()).toEqual({
      host: '127.0.0.1',
      port: 8080,
      trustedProxies: 1,
      publicUrl: 'https://locks.example.com',
      store: 'sqlite',
      dataDir: './data',
      backupsKept: 7,
      sifely: {
        profile: 'api-key',
        baseUrl: 'https://cus-openapi.sifely.com',
        clientId: undefined,
        monthlyCalls: 8000,
        callsPerMinute: 25,
      },
      google: {
        clientId: 'google-home',
        clientSecrets: ['a-secret-of-some-length'],
        projectId: 'my-home-project',
        agentId: 'my-home-project',
        homegraphUrl: 'https://homegraph.googleapis.com',
      },
      redirectUris: [
        'https://oauth-redirect.googleusercontent.com/r/my-home-project',
        'https://oauth-redirect-sandbox.googleusercontent.com/r/my-home-project',
      ],
      encryptionKeys: [{ id: 'k1', key }],
      executeAnswerMs: 900,
      unlockSendMs: 4000,
      queryAnswerMs: 900,
      activityMs: 90 * 24 * 3_600_000,
      doorLeftOpenMs: 10 * 60_000,
      alreadyInStateMs: 5000,
      snapshotFreshMs: 30_000,
      verifyAfterMs: [3000, 8000, 20_000, 60_000],
      pollMs: { shortest: 600_000, longest: 21_600_000 },
      maxRequests: 500,
      log: { level: 'info', format: 'terminal' },
    });
  });

  test('follow the platform', () => {
    expect(
      load({ PUBLIC_URL: '', GCLOUD_PROJECT: 'my-home-project', PORT: '8080' }, 'firebase'),
    ).toMatchObject({
      publicUrl: 'https://my-home-project.web.app',
      store: 'firestore',
      trustedProxies: 2,
      log: { format: 'cloud' },
    });
  });

  test('follow the Sifely profile, which follows the client id', () => {
    expect(load({ SIFELY_CLIENT_ID: 'c' }).sifely).toMatchObject({
      profile: 'oauth',
      baseUrl: 'https://app-smart-server.sifely.com',
      clientId: 'c',
    });
    expect(load({ SIFELY_CLIENT_ID: 'c', SIFELY_PROFILE: 'api-key' }).sifely.profile).toBe('api-key');
  });

  test('give way to a setting under its former name, and that to the present one', () => {
    const env = { QUERY_DEADLINE_MS: '2500' };
    expect(load(env).queryAnswerMs).toBe(2500);
    expect(load({ ...env, QUERY_ANSWER_MS: '700' }).queryAnswerMs).toBe(700);
    expect(renamedSettings(env)).toEqual(['QUERY_DEADLINE_MS is now called QUERY_ANSWER_MS']);
    expect(renamedSettings(right)).toEqual([]);
    expect(load({ EXECUTE_DEADLINE_MS: '1500' }).executeAnswerMs).toBe(1500);
  });

  test('may have two client secrets, while Google still shows the one that was replaced', () => {
    const { google } = load({ GOOGLE_CLIENT_SECRET: 'the-secret-of-today, the-secret-of-yesterday' });
    expect(google.clientSecrets).toEqual(['the-secret-of-today', 'the-secret-of-yesterday']);
  });

  test('takes a client secret that contains a comma itself, as it was before two could be given', () => {
    const secret = 'a-secret-of-some-length,with-a-comma-in-it';
    expect(load({ GOOGLE_CLIENT_SECRET: secret }).google.clientSecrets).toContain(secret);
  });

  test('let an unlock be sent as long as an answer takes', () => {
    expect(load({ EXECUTE_ANSWER_MS: '6000' })).toMatchObject({ executeAnswerMs: 6000, unlockSendMs: 6000 });
    expect(load({ EXECUTE_ANSWER_MS: '1500' })).toMatchObject({ executeAnswerMs: 1500, unlockSendMs: 4000 });
  });
});

describe('isConfigured', () => {
  test.each([{}, { PORT: '9000', HOST: '0.0.0.0', DATA_DIR: '/tmp/x', LOG_LEVEL: 'debug', STORE: 'sqlite' }])(
    'is false with %j: the demo runs',
    (env) => expect(isConfigured(env)).toBe(false),
  );
  test.each([
    ...['PUBLIC_URL', 'SIFELY_CLIENT_ID', 'SIFELY_PROFILE', 'GOOGLE_CLIENT_ID', 'GOOGLE_PROJECT_ID'],
    ...['ENCRYPTION_KEYS', 'OAUTH_REDIRECT_URIS'],
  ])('is true with %s', (name) => {
    expect(isConfigured({ [name]: 'x' })).toBe(true);
    expect(isConfigured({ [name]: ' ' })).toBe(false);
  });
  test('is true with Firestore as store', () => expect(isConfigured({ STORE: 'firestore' })).toBe(true));
  test('is false with Google Cloud variables of a developer', () => {
    expect(isConfigured({ GOOGLE_APPLICATION_CREDENTIALS: '/x.json', GOOGLE_CLOUD_PROJECT: 'p' })).toBe(
      false,
    );
  });
});

describe('loadConfig, the values', () => {
  test('lose surrounding white space and quotes', () => {
    expect(load({ PUBLIC_URL: ' "https://locks.example.com/" \n', GOOGLE_CLIENT_ID: "'g'" })).toMatchObject({
      publicUrl: 'https://locks.example.com',
      google: { clientId: 'g' },
    });
  });

  test.each([
    ['https:///locks.example.com', 'https://locks.example.com'],
    ['https:locks.example.com', 'https://locks.example.com'],
    ['https:\\\\locks.example.com\\', 'https://locks.example.com'],
    ['HTTPS://Locks.Example.com:443/?', 'https://locks.example.com'],
    ['https://locks.example.com#', 'https://locks.example.com'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ])('of addresses are normalized: %s', (written, meant) => {
    const { publicUrl, sifely } = load({ PUBLIC_URL: written, SIFELY_BASE_URL: written });
    expect([publicUrl, sifely.baseUrl]).toEqual([meant, meant]);
  });

  test('of a base address keep its path', () => {
    expect(load({ SIFELY_BASE_URL: 'https:///Proxy.example/Sifely/' }).sifely.baseUrl).toBe(
      'https://proxy.example/Sifely',
    );
  });

  test('of keys accept either alphabet of base64 and keep their order', () => {
    const keys = [randomBytes(32), randomBytes(32), Buffer.alloc(32, 255)];
    const [a, b, c] = keys;
    const text = `new:${a?.toString('base64')}, old:${b?.toString('base64url')},x_1:${c?.toString('base64')}`;
    expect(load({ ENCRYPTION_KEYS: text }).encryptionKeys).toEqual([
      { id: 'new', key: a },
      { id: 'old', key: b },
      { id: 'x_1', key: c },
    ]);
  });

  test('of redirect URIs are kept exactly and join those of the project', () => {
    const extra =
      'http://127.0.0.1:8082/link/callback?x=1, https://oauth-redirect.googleusercontent.com/r/other-project';
    expect(load({ OAUTH_REDIRECT_URIS: extra }).redirectUris).toEqual([
      'https://oauth-redirect.googleusercontent.com/r/my-home-project',
      'https://oauth-redirect-sandbox.googleusercontent.com/r/my-home-project',
      'http://127.0.0.1:8082/link/callback?x=1',
      'https://oauth-redirect.googleusercontent.com/r/other-project',
    ]);
    expect(load({ OAUTH_REDIRECT_URIS: extra, GOOGLE_PROJECT_ID: '' }).redirectUris).toHaveLength(2);
  });
});

describe('loadConfig, a problem', () => {
  const wrong: [string, Environment, string][] = [
    ['a public address without https', { PUBLIC_URL: 'http://locks.example.com' }, 'PUBLIC_URL'],
    [
      'a public address that only looks like loopback',
      { PUBLIC_URL: 'http://127.0.0.1.evil.test' },
      'PUBLIC_URL',
    ],
    ['a public address with a path', { PUBLIC_URL: 'https://example.com/locks' }, 'PUBLIC_URL'],
    ['a public address with a query', { PUBLIC_URL: 'https://example.com/?a=1' }, 'PUBLIC_URL'],
    ['a public address with a password', { PUBLIC_URL: 'https://a:b@example.com' }, 'PUBLIC_URL'],
    ['a public address that is none', { PUBLIC_URL: 'locks.example.com' }, 'PUBLIC_URL'],
    ['no public address', { PUBLIC_URL: '' }, 'PUBLIC_URL'],
    ['an unknown profile', { SIFELY_PROFILE: 'OAuth2' }, 'SIFELY_PROFILE'],
    ['the oauth profile without client id', { SIFELY_PROFILE: 'oauth' }, 'SIFELY_CLIENT_ID'],
    ['a Sifely address without https', { SIFELY_BASE_URL: 'http://sifely.example' }, 'SIFELY_BASE_URL'],
    ['a short operator token', { OPERATOR_TOKEN: 'short-token' }, 'OPERATOR_TOKEN'],
    [
      'an operator token that was not made',
      { OPERATOR_TOKEN: 'openssl-rand -hex 32 openssl rand' },
      'OPERATOR_TOKEN',
    ],
    ['an operator token of one character', { OPERATOR_TOKEN: 'aaaaaaaaaaaaaaaaaaaa' }, 'OPERATOR_TOKEN'],
    ['a metrics token that is a placeholder', { METRICS_TOKEN: 'replace-me-with-a-token' }, 'METRICS_TOKEN'],
    ['a metrics token of one character', { METRICS_TOKEN: 'aaaaaaaaaaaaaaaaaaaa' }, 'METRICS_TOKEN'],
    ['an integration that no QR code can hold', { GOOGLE_AGENT_ID: 'x'.repeat(3000) }, 'GOOGLE_AGENT_ID'],
    ['an integration that is a placeholder', { GOOGLE_AGENT_ID: '<id>' }, 'GOOGLE_AGENT_ID'],
    ['the metrics on the port of everything else', { METRICS_PORT: '8080' }, 'METRICS_PORT'],
    [
      'no project, and redirect URIs that are none',
      { GOOGLE_PROJECT_ID: '', OAUTH_REDIRECT_URIS: ' , ' },
      'GOOGLE_PROJECT_ID',
    ],
    ['an address of two lines', { PUBLIC_URL: 'https://locks.example.com\nPORT=1' }, 'PUBLIC_URL'],
    ['no Google client secret', { GOOGLE_CLIENT_SECRET: undefined }, 'GOOGLE_CLIENT_SECRET'],
    [
      'a Google client secret with a space',
      { GOOGLE_CLIENT_SECRET: 'a phrase with spaces' },
      'GOOGLE_CLIENT_SECRET',
    ],
    [
      'the command that makes a Google client secret',
      { GOOGLE_CLIENT_SECRET: 'openssl rand -hex 32' },
      'GOOGLE_CLIENT_SECRET',
    ],
    ['a short Google client secret', { GOOGLE_CLIENT_SECRET: 'short' }, 'GOOGLE_CLIENT_SECRET'],
    ['no redirect URI at all', { GOOGLE_PROJECT_ID: '' }, 'GOOGLE_PROJECT_ID'],
    ['a project that is an address', { GOOGLE_PROJECT_ID: 'https://x/r/y' }, 'GOOGLE_PROJECT_ID'],
    ['a redirect URI without https', { OAUTH_REDIRECT_URIS: 'http://example.com/cb' }, 'OAUTH_REDIRECT_URIS'],
    [
      'a redirect URI without its host in place',
      { OAUTH_REDIRECT_URIS: 'https:///example.com/cb' },
      'OAUTH_REDIRECT_URIS',
    ],
    [
      'a redirect URI with a fragment',
      { OAUTH_REDIRECT_URIS: 'https://example.com/cb#x' },
      'OAUTH_REDIRECT_URIS',
    ],
    ['no keys', { ENCRYPTION_KEYS: '' }, 'ENCRYPTION_KEYS'],
    ['a key without id', { ENCRYPTION_KEYS: key.toString('base64') }, 'ENCRYPTION_KEYS'],
    ['a short key', { ENCRYPTION_KEYS: `k1:${randomBytes(31).toString('base64')}` }, 'ENCRYPTION_KEYS'],
    [
      'two keys of one name',
      { ENCRYPTION_KEYS: `${right['ENCRYPTION_KEYS']},${right['ENCRYPTION_KEYS']}` },
      'ENCRYPTION_KEYS',
    ],
    ['an empty key behind a comma', { ENCRYPTION_KEYS: `${right['ENCRYPTION_KEYS']},` }, 'ENCRYPTION_KEYS'],
    ['an unknown store', { STORE: 'redis' }, 'STORE'],
    ['a port out of range', { PORT: '70000' }, 'PORT'],
    ['a port that is no number', { PORT: '80a' }, 'PORT'],
    ['a budget of nothing', { SIFELY_MONTHLY_CALLS: '0' }, 'SIFELY_MONTHLY_CALLS'],
    ['no calls a minute', { SIFELY_CALLS_PER_MINUTE: '0' }, 'SIFELY_CALLS_PER_MINUTE'],
    ['a negative time to answer', { EXECUTE_ANSWER_MS: '-1' }, 'EXECUTE_ANSWER_MS'],
    [
      'an unlock that may not be sent until its answer',
      { EXECUTE_ANSWER_MS: '2000', UNLOCK_SEND_MS: '1999' },
      'UNLOCK_SEND_MS',
    ],
    ['an age of more than a minute', { ALREADY_IN_STATE_SECONDS: '61' }, 'ALREADY_IN_STATE_SECONDS'],
    ['a QUERY that is answered too late', { QUERY_ANSWER_MS: '9001' }, 'QUERY_ANSWER_MS'],
    ['a fault under a former name', { QUERY_DEADLINE_MS: 'soon' }, 'QUERY_ANSWER_MS'],
    ['a freshness that is a fraction', { SNAPSHOT_FRESH_SECONDS: '1.5' }, 'SNAPSHOT_FRESH_SECONDS'],
    ['verification in the wrong order', { VERIFY_AFTER_SECONDS: '60,20' }, 'VERIFY_AFTER_SECONDS'],
    ['one polling interval', { POLL_MINUTES: '10' }, 'POLL_MINUTES'],
    ['polling intervals in the wrong order', { POLL_MINUTES: '360,10' }, 'POLL_MINUTES'],
    ['an unknown log level', { LOG_LEVEL: 'verbose' }, 'LOG_LEVEL'],
    ['an unknown log format', { LOG_FORMAT: 'xml' }, 'LOG_FORMAT'],
    ['too many proxies', { TRUSTED_PROXIES: 'all' }, 'TRUSTED_PROXIES'],
    ['a network with too long a prefix', { TRUSTED_PROXIES: '10.0.0.0/33' }, 'TRUSTED_PROXIES'],
    ['a network of all addresses', { TRUSTED_PROXIES: '::/0' }, 'TRUSTED_PROXIES'],
    ['a proxy by name', { TRUSTED_PROXIES: '10.0.0.1,proxy.local' }, 'TRUSTED_PROXIES'],
    ['a setting misspelt', { SIFELY_CLIENTID: 'x' }, 'SIFELY_CLIENTID'],
    ['a setting of ours that does not exist', { SIFELY_REGION: 'eu' }, 'SIFELY_REGION'],
    ['a setting nearly right', { GOOGLE_PROJET_ID: 'x' }, 'GOOGLE_PROJET_ID'],
  ];
  test.each(wrong)('is %s', (_, env, name) => {
    expect(names(env)).toEqual([name]);
  });

  test('is another Google project than the one of the functions', () => {
    const env = { GCLOUD_PROJECT: 'my-functions', GOOGLE_PROJECT_ID: 'my-home-project' };
    expect(names(env, 'firebase')).toEqual(['GOOGLE_PROJECT_ID']);
    expect(problems(env, 'firebase').message).toContain(
      'GOOGLE_PROJECT_ID must be my-functions, where the functions run, or Google gets no reports (is "my-home-project")',
    );
    expect(load(env).redirectUris).toHaveLength(2);
  });

  test('is SQLite on Firebase', () => expect(names({ STORE: 'sqlite' }, 'firebase')).toEqual(['STORE']));

  test('is reported together with all others, each with an example', () => {
    const error = problems({ SIFELY_CLIENTID: 'x', PORT: 'http', PUBLIC_URL: 'ftp://x' });
    expect(error.problems.map(({ name }) => name).sort()).toEqual([
      ...['ENCRYPTION_KEYS', 'GOOGLE_CLIENT_SECRET', 'GOOGLE_PROJECT_ID', 'PORT'],
      ...['PUBLIC_URL', 'SIFELY_CLIENTID'],
    ]);
    expect(error.message).toContain('The configuration has 6 problems:');
    expect(error.message).toContain('PORT must be a whole number from 0 to 65535 (is "http").');
    expect(error.message).toContain('for example: PUBLIC_URL=https://locks.example.com');
    expect(error.message).toContain('Unknown setting SIFELY_CLIENTID. Did you mean SIFELY_CLIENT_ID?');
  });

  test.each([
    [
      { PUBLIC_URL: 'http://locks.example.com/app' },
      'PUBLIC_URL must begin with https:// (http:// is allowed on this machine only) and must not have a path (is "http://locks.example.com/app").',
    ],
    [{ GOOGLE_CLIENT_SECRET: 'short' }, 'GOOGLE_CLIENT_SECRET must be at least 16 characters.'],
    [
      { GOOGLE_CLIENT_SECRET: 'openssl rand -hex 32' },
      'GOOGLE_CLIENT_SECRET is a command that was not run: run it, and paste what it prints.',
    ],
    [
      { GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length,short' },
      'GOOGLE_CLIENT_SECRET must be at least 16 characters, each of those that commas separate.',
    ],
    [
      { GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length,aaaaaaaaaaaaaaaaaaaa' },
      'GOOGLE_CLIENT_SECRET must not be a few characters, repeated.',
    ],
    [
      { GOOGLE_CLIENT_SECRET: 'pass word' },
      'GOOGLE_CLIENT_SECRET must be at least 16 characters and must not contain spaces.',
    ],
    [{ GOOGLE_CLIENT_SECRET: undefined }, 'run openssl rand -hex 32 and paste the result'],
    [{ ENCRYPTION_KEYS: 'abc' }, 'ENCRYPTION_KEYS must look like k1:BASE64 (entry 1 has no "id:").'],
    [
      { ENCRYPTION_KEYS: 'k1:$(openssl rand -base64 32)' },
      'ENCRYPTION_KEYS has an entry 1 that is a command that was not run: run it, and paste what it prints.',
    ],
    [
      { ENCRYPTION_KEYS: `${right['ENCRYPTION_KEYS']},k2:${Buffer.alloc(31).toString('base64')}` },
      'ENCRYPTION_KEYS must look like k1:BASE64 (entry 2 has a key of 31 bytes instead of 32).',
    ],
    [
      { PORT: '90\u200b00' },
      'The configuration has one problem:\n\n  PORT contains U+200B, which cannot be seen, as character 3: type it again.',
    ],
    [
      { PUBLIC_URL: 'https://locks.\u00adexample.com' },
      'PUBLIC_URL contains U+00AD, which cannot be seen, as character 15: type it again.',
    ],
    [
      { GOOGLE_CLIENT_SECRET: 'a-long-secret\u00a0of-this-test' },
      'GOOGLE_CLIENT_SECRET contains U+00A0, which cannot be seen, as character 14: type it again.',
    ],
    [
      { GOOGLE_CLIENT_SECRET: 'a-long-secret\u3164of-this-test' },
      'GOOGLE_CLIENT_SECRET contains U+3164, which cannot be seen, as character 14: type it again.',
    ],
    [
      { GOOGLE_CLIENT_SECRET: 'a-long-secret\u001bof-this-test' },
      'GOOGLE_CLIENT_SECRET contains U+001B, which cannot be seen, as character 14: type it again.',
    ],
    [
      { PUBLIC_URL: 'https://b\ufffdcher.example.com' },
      'problem:\n\n  PUBLIC_URL is not in UTF-8 (character 10): save it as UTF-8.',
    ],
    [
      { DATA_DIR: '/srv/t\ufffdren' },
      'problem:\n\n  DATA_DIR is not in UTF-8 (character 7): save it as UTF-8.',
    ],
    [{ SIFELY_REGION: 'eu' }, 'Unknown setting SIFELY_REGION.'],
  ])('has a plain sentence for %j', (env, sentence) => {
    expect(problems({ ...right, ...env }).message).toContain(sentence);
  });

  test('is reported for every invalid encryption key', () => {
    expect(names({ ENCRYPTION_KEYS: `x,${right['ENCRYPTION_KEYS']},,k2:AAAA` })).toEqual([
      'ENCRYPTION_KEYS',
      'ENCRYPTION_KEYS',
      'ENCRYPTION_KEYS',
    ]);
  });

  test.each(['\u200b9000', '9000\u00a0', '\u2060"9000\u200b"\ufeff'])(
    'is no character around a value that cannot be seen (%j)',
    (port) => {
      expect(load({ ...right, PORT: port }).port).toBe(9000);
    },
  );

  test('is no file whose name has any character', () => {
    expect(load({ ...right, DATA_DIR: '/data/\u00a0x' }).dataDir).toBe('/data/\u00a0x');
  });

  test('is not a setting of an earlier version', () => {
    const env = { SIFELY_CLIENT_SECRET: 'left over' };
    expect(load(env)).toEqual(load());
    expect(isConfigured(env)).toBe(false);
    expect(removedSettings(env)).toEqual(['SIFELY_CLIENT_SECRET']);
    expect(removedSettings(right)).toEqual([]);
  });

  test('is reported without showing a secret', () => {
    const secret = 'hunter2!';
    const message = problems({
      ...right,
      GOOGLE_CLIENT_SECRET: secret,
      ENCRYPTION_KEYS: `k1:${key.toString('base64')},k1:${key.toString('base64')},${secret}`,
      GOOGLE_CLIENT_SECRETS: secret,
      PUBLIC_URL: `https://ann:${secret}@example.com`,
    }).message;
    expect(message).not.toContain(secret);
    expect(message).not.toContain(key.toString('base64'));
  });

  test('is not a variable of another program', () => {
    expect(
      load({
        GOOGLE_CLOUD_PROJECT: 'p',
        LOGLEVEL: 'x',
        HOSTNAME: 'box',
        STORAGE: 's',
        WEB_CONCURRENCY: '1',
        npm_config_region: 'x',
      }),
    ).toEqual(load());
  });
});

test('every setting has a name, a meaning, a default and an example', () => {
  const settings: readonly Setting[] = SETTINGS;
  expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
  for (const setting of settings) {
    expect(setting.name).toMatch(/^[A-Z][A-Z_]+$/);
    expect([setting.meaning, setting.default, setting.example].every((text) => text.length > 0)).toBe(true);
  }
});

test('no setting has a name that Firebase reserves', () => {
  // firebase.google.com/docs/functions/config-env: reserved environment variables. PORT is not for Firebase.
  const reserved =
    /^(FIREBASE_|X_GOOGLE_|EXT_)|^(CLOUD_RUNTIME_CONFIG|ENTRY_POINT|GCP_PROJECT|GCLOUD_PROJECT|GOOGLE_CLOUD_PROJECT|FUNCTION_TRIGGER_TYPE|FUNCTION_NAME|FUNCTION_MEMORY_MB|FUNCTION_TIMEOUT_SEC|FUNCTION_IDENTITY|FUNCTION_REGION|FUNCTION_TARGET|FUNCTION_SIGNATURE_TYPE|K_SERVICE|K_REVISION|PORT|K_CONFIGURATION)$/;
  const settings: readonly Setting[] = SETTINGS;
  for (const { name, only } of settings) if (only !== 'self-hosted') expect(name).not.toMatch(reserved);
});
