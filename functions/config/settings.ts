/** One variable of the environment. The table of them is the only list: validation, README and .env.example follow it. */
export interface Setting {
  readonly name: string;
  /** One sentence for people, Markdown. */
  readonly meaning: string;
  /** What holds when it is not set, for people, Markdown. */
  readonly default: string;
  /** A right value; the one that an error message shows. */
  readonly example: string;
  /** Never shown anywhere. On Firebase it lives in Secret Manager. */
  readonly secret?: true;
  /** Setting it means that this is a real installation and no demo. */
  readonly configures?: true;
  /** Where it is read; everywhere when left out. */
  readonly only?: 'self-hosted' | 'firebase';
}

/** Every setting, in the order in which a person meets them. */
export const SETTINGS = [
  {
    name: 'PUBLIC_URL',
    meaning: 'The HTTPS origin that people and Google reach, without a path',
    default: 'on Firebase `https://PROJECT.web.app`; otherwise required',
    example: 'https://locks.example.com',
    configures: true,
  },
  {
    name: 'SIFELY_PROFILE',
    meaning: '`oauth` (authorize, tokens, refresh) or `api-key` (the public API of 2026)',
    default: '`oauth` when `SIFELY_CLIENT_ID` is set, else `api-key`',
    example: 'oauth',
    configures: true,
  },
  {
    name: 'SIFELY_CLIENT_ID',
    meaning: "Client id from Sifely's API Access; needed for `oauth`",
    default: 'none',
    example: 'my-client-id',
    configures: true,
  },
  {
    name: 'SIFELY_CLIENT_SECRET',
    meaning: "Client secret from Sifely's API Access",
    default: 'none',
    example: 'the secret that Sifely shows beside the client id',
    secret: true,
    configures: true,
  },
  {
    name: 'SIFELY_BASE_URL',
    meaning: 'Where the Sifely Open API is',
    default: '`https://app-smart-server.sifely.com` (oauth), `https://cus-openapi.sifely.com` (api-key)',
    example: 'https://app-smart-server.sifely.com',
    configures: true,
  },
  {
    name: 'SIFELY_MONTHLY_CALLS',
    meaning: 'Calls a month and account that polling may spend',
    default: "`8000` (inside Sifely's free plan)",
    example: '8000',
    configures: true,
  },
  {
    name: 'GOOGLE_PROJECT_ID',
    meaning: 'Project of the Google Home Developer Console; fixes the redirect URIs that are accepted',
    default: 'none; this or `OAUTH_REDIRECT_URIS` is required',
    example: 'my-home-project',
    configures: true,
  },
  {
    name: 'GOOGLE_CLIENT_ID',
    meaning: 'Client id that you made up for Google and entered in the console',
    default: 'required',
    example: 'google-home',
    configures: true,
  },
  {
    name: 'GOOGLE_CLIENT_SECRET',
    meaning: 'Client secret that you made up for Google and entered in the console, 16 characters or more',
    default: 'required',
    example: 'what `openssl rand -hex 32` prints',
    secret: true,
    configures: true,
  },
  {
    name: 'OAUTH_REDIRECT_URIS',
    meaning: 'More redirect URIs, exact, separated by commas; for development',
    default: 'none',
    example: 'http://127.0.0.1:8082/link/callback',
    configures: true,
  },
  {
    name: 'ENCRYPTION_KEYS',
    meaning:
      '`id:key` separated by commas, each key 32 bytes in base64. The first encrypts, all decrypt: rotate by adding one in front. Lose them and every link is lost',
    default: 'required',
    example: 'k1:KEY, where KEY is what `openssl rand -base64 32` prints',
    secret: true,
    configures: true,
  },
  {
    name: 'HOMEGRAPH_URL',
    meaning: 'Where the HomeGraph API is; a simulator on loopback for development',
    default: '`https://homegraph.googleapis.com`',
    example: 'http://127.0.0.1:8082',
    configures: true,
  },
  {
    name: 'GOOGLE_APPLICATION_CREDENTIALS',
    meaning:
      'File with the credentials that sign calls of the HomeGraph API; on Firebase its own identity does',
    default: "the runtime's identity",
    example: '/etc/sifely-google-home/google-service-account.json',
  },
  {
    name: 'STORE',
    meaning: '`sqlite` (a file under `DATA_DIR`) or `firestore`',
    default: '`firestore` on Firebase, otherwise `sqlite`',
    example: 'sqlite',
  },
  {
    name: 'DATA_DIR',
    meaning: 'Folder of the SQLite file',
    default: '`./data`',
    example: './data',
    only: 'self-hosted',
  },
  {
    name: 'PORT',
    meaning: 'Port of the server; the demo also takes the two behind it',
    default: '`8080`',
    example: '8080',
    only: 'self-hosted',
  },
  {
    name: 'HOST',
    meaning: 'Address that the server listens on',
    default: '`0.0.0.0`; `127.0.0.1` in the demo',
    example: '127.0.0.1',
    only: 'self-hosted',
  },
  {
    name: 'TRUSTED_PROXIES',
    meaning:
      'How many proxies in front of the server write `X-Forwarded-For`; decides whose sign-ins are throttled together',
    default: '`1`; `2` on Firebase; `0` in the demo',
    example: '1',
  },
  {
    name: 'EXECUTE_DEADLINE_MS',
    meaning: 'When the answer to a command must be on its way, in milliseconds (500 to 9000)',
    default: '`4000`',
    example: '4000',
  },
  {
    name: 'QUERY_DEADLINE_MS',
    meaning:
      'When the answer to a question for states must be on its way (100 to 9000, not above the former)',
    default: '`2500`',
    example: '2500',
  },
  {
    name: 'SNAPSHOT_FRESH_SECONDS',
    meaning: 'How old a known state may be to answer a question alone (0 to 3600)',
    default: '`30`',
    example: '30',
  },
  {
    name: 'VERIFY_AFTER_SECONDS',
    meaning: 'When the outcome of a command is verified, in seconds after it, ascending, separated by commas',
    default: '`20,60`',
    example: '20,60',
  },
  {
    name: 'POLL_MINUTES',
    meaning: 'Shortest and longest interval of polling, in minutes',
    default: '`10,360`',
    example: '10,360',
  },
  {
    name: 'LOG_LEVEL',
    meaning: '`debug`, `info`, `warn` or `error`',
    default: '`info`',
    example: 'info',
  },
  {
    name: 'LOG_FORMAT',
    meaning: '`terminal` (for people) or `cloud` (one JSON object a line, as Cloud Logging reads it)',
    default: '`cloud` on Firebase, otherwise `terminal`',
    example: 'terminal',
  },
  {
    name: 'REGION',
    meaning: 'Region of the functions',
    default: '`us-central1`',
    example: 'europe-west1',
    only: 'firebase',
  },
  {
    name: 'MIN_INSTANCES',
    meaning: 'Instances that are kept warm; `1` spares people the cold start and costs a few dollars a month',
    default: '`0`',
    example: '1',
    only: 'firebase',
  },
  {
    name: 'MAX_INSTANCES',
    meaning: 'Instances of a function that may run at once',
    default: '`20`',
    example: '20',
    only: 'firebase',
  },
  {
    name: 'MEMORY_MIB',
    meaning: 'Memory of one instance in MiB',
    default: '`512`',
    example: '512',
    only: 'firebase',
  },
  {
    name: 'CONCURRENCY',
    meaning: 'Requests that one instance serves at once',
    default: '`80`',
    example: '80',
    only: 'firebase',
  },
  {
    name: 'JOBS_AT_ONCE',
    meaning: 'Jobs that the task queue has running at once',
    default: '`100`',
    example: '100',
    only: 'firebase',
  },
  {
    name: 'JOBS_PER_SECOND',
    meaning: 'Jobs that the task queue begins in one second',
    default: '`100`',
    example: '100',
    only: 'firebase',
  },
] as const satisfies readonly Setting[];

/** The name of a setting. */
export type SettingName = (typeof SETTINGS)[number]['name'];

/** The settings by name. */
export const SETTING_BY_NAME: ReadonlyMap<string, Setting> = new Map(
  SETTINGS.map((setting): [string, Setting] => [setting.name, setting]),
);
