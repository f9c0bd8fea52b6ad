import { type Config, type EncryptionKey, SIFELY_PROFILES, type SifelyProfile } from './config.ts';
import { ConfigError } from './config-error.ts';
import { parseEncryptionKeys } from './encryption-keys.ts';
import { DEFAULT_GOOGLE_CLIENT_ID, hostingUrl } from './firebase-parameters.ts';
import { readAlertAddresses, readMetrics, readOperatorToken, readService } from './operator-settings.ts';
import { placeholderFault } from './placeholder.ts';
import { type Environment, SettingReader, settingText } from './setting-reader.ts';
import { SETTINGS, type Setting } from './settings.ts';
import { readTrustedProxies } from './trusted-proxies.ts';
import { unknownSettings } from './unknown-settings.ts';

interface ConfigTarget {
  readonly platform: 'self-hosted' | 'firebase';
  /** The demo builds a complete environment for itself, with everything on loopback; see `demo/`. */
  readonly demo?: boolean;
}

/** Names of files may contain any character. */
const FILE_SETTINGS: ReadonlySet<string> = new Set(['DATA_DIR', 'GOOGLE_APPLICATION_CREDENTIALS']);

/** Hosts of the Sifely Open API (Sifely docs, overview of 2025 and of 2026). */
export const SIFELY_HOSTS: Readonly<Record<SifelyProfile, string>> = {
  oauth: 'https://app-smart-server.sifely.com',
  'api-key': 'https://cus-openapi.sifely.com',
};

/** The two hosts to which Google's account linking redirects (/cloud-to-cloud/oauth: redirect URI). */
const GOOGLE_REDIRECT_HOSTS = [
  'https://oauth-redirect.googleusercontent.com',
  'https://oauth-redirect-sandbox.googleusercontent.com',
];

/** True if any variable is set that makes this a real installation; otherwise the demo runs. */
export function isConfigured(env: Environment): boolean {
  const settings: readonly Setting[] = SETTINGS;
  return (
    settingText(env, 'STORE') === 'firestore' ||
    settings.some(({ name, configures }) => configures === true && settingText(env, name) !== undefined)
  );
}

/** Validates the whole environment. Throws {@link ConfigError} with every problem in one message; it shows no secret. */
export function loadConfig(env: Environment, target: ConfigTarget): Config {
  const read = new SettingReader(env);
  const firebase = target.platform === 'firebase';
  const demo = target.demo === true;
  /** The project that the functions run in. */
  const ownProject = firebase ? settingText(env, 'GCLOUD_PROJECT') : undefined;
  const profile = read.choice(
    'SIFELY_PROFILE',
    SIFELY_PROFILES,
    read.text('SIFELY_CLIENT_ID') ? 'oauth' : 'api-key',
  );
  if (profile === 'oauth' && read.text('SIFELY_CLIENT_ID') === undefined) {
    read.reject('SIFELY_CLIENT_ID', 'is not set, and SIFELY_PROFILE=oauth needs it');
  }
  const port = firebase ? 0 : read.integer('PORT', 0, 65_535, 8080);
  const config: Config = {
    ...(firebase && { platform: 'firebase' as const }),
    host: read.text('HOST') ?? '127.0.0.1',
    port,
    ...readTrustedProxies(read, firebase ? 2 : demo ? 0 : 1, firebase),
    publicUrl: readPublicUrl(read, ownProject),
    store: readStore(read, firebase),
    dataDir: read.text('DATA_DIR') ?? './data',
    backupsKept: demo || firebase ? 0 : read.integer('BACKUPS_KEPT', 0, 1000, 7),
    sifely: {
      profile,
      baseUrl:
        read.webAddress('SIFELY_BASE_URL', read.text('SIFELY_BASE_URL') ?? SIFELY_HOSTS[profile], 'base') ??
        '',
      clientId: read.text('SIFELY_CLIENT_ID'),
      monthlyCalls: read.integer('SIFELY_MONTHLY_CALLS', 100, 100_000_000, 8000),
      callsPerMinute: read.integer('SIFELY_CALLS_PER_MINUTE', 5, 100_000, 25),
    },
    google: {
      clientId: read.text('GOOGLE_CLIENT_ID') ?? DEFAULT_GOOGLE_CLIENT_ID,
      clientSecrets: readGoogleSecrets(read),
      projectId: read.text('GOOGLE_PROJECT_ID') ?? ownProject,
      agentId: readAgentId(read) ?? read.text('GOOGLE_PROJECT_ID') ?? ownProject,
      homegraphUrl:
        read.webAddress(
          'HOMEGRAPH_URL',
          read.text('HOMEGRAPH_URL') ?? 'https://homegraph.googleapis.com',
          'base',
        ) ?? '',
      credentialsFile: demo ? undefined : read.text('GOOGLE_APPLICATION_CREDENTIALS'),
    },
    redirectUris: readRedirectUris(read, ownProject),
    encryptionKeys: readEncryptionKeys(read),
    ...(read.choice('LOST_LINKS', ['keep', 'end'], 'keep') === 'end' && { lostLinks: 'end' as const }),
    ...readTimes(read),
    ...(!firebase && readMetrics(read, port)),
    ...readOperatorToken(read),
    ...(!firebase && readAlertAddresses(read)),
    ...readService(read),
    log: {
      level: read.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
      format: read.choice('LOG_FORMAT', ['terminal', 'cloud'], firebase ? 'cloud' : 'terminal'),
    },
  };
  read.rejectLost(SETTINGS.map(({ name }) => name));
  read.rejectUnseen(SETTINGS.map(({ name }) => name).filter((name) => !FILE_SETTINGS.has(name)));
  const problems = [...read.problems, ...unknownSettings(env)];
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The settings that the data depends on, without those of a server. */
export type DataConfig = Pick<Config, 'store' | 'dataDir' | 'encryptionKeys'>;

/**
 * Validates the settings of commands that work on the data: where it is, and its keys (empty if the command does without). Throws
 * {@link ConfigError}.
 */
export function loadDataConfig(
  env: Environment,
  { keys }: { readonly keys: 'needed' | 'unused' },
): DataConfig {
  const read = new SettingReader(env);
  const config = {
    store: readStore(read, false),
    dataDir: read.text('DATA_DIR') ?? './data',
    encryptionKeys: keys === 'needed' ? readEncryptionKeys(read) : [],
  };
  read.rejectLost(['STORE', 'DATA_DIR']);
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return config;
}

function readPublicUrl(read: SettingReader, ownProject: string | undefined): string {
  const value =
    read.text('PUBLIC_URL') ??
    (ownProject === undefined ? read.required('PUBLIC_URL') : hostingUrl(ownProject));
  return value === '' ? '' : (read.webAddress('PUBLIC_URL', value, 'origin') ?? '');
}

function readStore(read: SettingReader, firebase: boolean): Config['store'] {
  const store = read.choice('STORE', ['sqlite', 'firestore'], firebase ? 'firestore' : 'sqlite');
  if (firebase && store === 'sqlite') {
    read.reject(
      'STORE',
      'must be "firestore" on Firebase: files of a function are lost when its instance ends',
    );
  }
  return store;
}

function readGoogleSecrets(read: SettingReader): readonly string[] {
  const value = read.required('GOOGLE_CLIENT_SECRET');
  const secrets = value.split(',').map((secret) => secret.trim());
  const all = secrets.length > 1 ? ', each of those that commas separate' : '';
  const placeholder = secrets.map(placeholderFault).find((fault) => fault !== undefined);
  if (placeholder !== undefined) {
    read.reject('GOOGLE_CLIENT_SECRET', placeholder);
    return [];
  }
  const isTooShort = secrets.some((secret) => secret.length < 16);
  const faults = [
    ...(isTooShort ? [`must be at least 16 characters${all}`] : []),
    // A command that was pasted in place of its output is long enough, and easy to guess.
    ...(secrets.some((secret) => /\s/.test(secret)) ? ['must not contain spaces'] : []),
    ...(!isTooShort && secrets.some((secret) => new Set(secret).size < 6)
      ? ['must not be a few characters, repeated']
      : []),
  ];
  if (value !== '' && faults.length > 0) read.reject('GOOGLE_CLIENT_SECRET', faults.join(' and '));
  // A single secret may contain a comma, too: older versions took the whole value.
  return secrets.length > 1 && !/\s/.test(value) ? [value, ...secrets] : secrets;
}

function readRedirectUris(read: SettingReader, ownProject: string | undefined): readonly string[] {
  const project = read.text('GOOGLE_PROJECT_ID') ?? ownProject;
  const extra = read.text('OAUTH_REDIRECT_URIS');
  if (project === undefined && !/[^,\s]/.test(extra ?? '')) {
    read.reject(
      'GOOGLE_PROJECT_ID',
      'is not set; it (or OAUTH_REDIRECT_URIS) is needed to redirect people back to Google',
    );
  }
  // Ids of Google Cloud projects (cloud.google.com/resource-manager/docs/creating-managing-projects).
  if (project !== undefined && !/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(project)) {
    read.reject(
      'GOOGLE_PROJECT_ID',
      `must be a project id: 6 to 30 of a-z, 0-9 and "-" (is "${project.slice(0, 60)}")`,
    );
  }
  // Functions call HomeGraph as their own project, and HomeGraph knows the accounts of that project's integration alone.
  if (ownProject !== undefined && project !== ownProject) {
    read.reject(
      'GOOGLE_PROJECT_ID',
      `must be ${ownProject}, where the functions run, or Google gets no reports (is "${project?.slice(0, 60)}"): use that project in the Google Home Developer Console, or deploy to the other one`,
    );
  }
  const uris = project === undefined ? [] : GOOGLE_REDIRECT_HOSTS.map((host) => `${host}/r/${project}`);
  for (const uri of extra?.split(',') ?? []) {
    if (uri.trim() === '') continue;
    const exact = read.webAddress('OAUTH_REDIRECT_URIS', uri.trim(), 'exact');
    if (exact !== undefined && !uris.includes(exact)) uris.push(exact);
  }
  return uris;
}

/** Integrations have the id of their project, or one like it (`example.com:home`); a QR code has room for little more. */
function readAgentId(read: SettingReader): string | undefined {
  const id = read.text('GOOGLE_AGENT_ID');
  if (id !== undefined && !/^[\w.:-]{1,100}$/.test(id)) {
    read.reject(
      'GOOGLE_AGENT_ID',
      `must be 1 to 100 of A-Z, a-z, 0-9, "_", ".", ":" and "-" (is "${id.slice(0, 60)}")`,
    );
  }
  return id;
}

function readEncryptionKeys(read: SettingReader): readonly EncryptionKey[] {
  const text = read.required('ENCRYPTION_KEYS');
  if (text === '') return [];
  const { keys, faults } = parseEncryptionKeys(text);
  for (const fault of faults) read.reject('ENCRYPTION_KEYS', fault);
  return keys;
}

function readTimes(read: SettingReader) {
  const executeAnswerMs = read.integer('EXECUTE_ANSWER_MS', 500, 9000, 900);
  const unlockSendMs = read.integer('UNLOCK_SEND_MS', 500, 9000, Math.max(4000, executeAnswerMs));
  if (unlockSendMs < executeAnswerMs) {
    read.reject(
      'UNLOCK_SEND_MS',
      `must be at least EXECUTE_ANSWER_MS (${unlockSendMs} < ${executeAnswerMs})`,
    );
  }
  const verify = read.integers(
    'VERIFY_AFTER_SECONDS',
    { min: 1, max: 3600, minCount: 1, maxCount: 5 },
    [3, 8, 20, 60],
  );
  const [shortest = 10, longest = 360] = read.integers(
    'POLL_MINUTES',
    { min: 1, max: 10_080, minCount: 2, maxCount: 2 },
    [10, 360],
  );
  return {
    executeAnswerMs,
    unlockSendMs,
    queryAnswerMs: read.integer('QUERY_ANSWER_MS', 100, 9000, 900),
    alreadyInStateMs: read.integer('ALREADY_IN_STATE_SECONDS', 0, 60, 5) * 1000,
    snapshotFreshMs: read.integer('SNAPSHOT_FRESH_SECONDS', 0, 3600, 30) * 1000,
    verifyAfterMs: verify.map((seconds) => seconds * 1000),
    activityMs: read.integer('ACTIVITY_DAYS', 0, 3650, 90) * 24 * 3_600_000,
    doorLeftOpenMs: read.integer('DOOR_LEFT_OPEN_MINUTES', 0, 1440, 10) * 60_000,
    pollMs: { shortest: shortest * 60_000, longest: longest * 60_000 },
    maxRequests: read.integer('MAX_REQUESTS', 10, 100_000, 500),
  };
}
