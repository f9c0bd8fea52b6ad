/** One variable of the environment. Validation, README and .env.example all derive from the one table below. */
export interface Setting {
  readonly name: string;
  /** One sentence for people, Markdown. */
  readonly meaning: string;
  /** The default, for people, Markdown. */
  readonly default: string;
  /** A valid value, or for a secret how to get one. Error messages show it. */
  readonly example: string;
  /** Never shown anywhere. On Firebase it lives in Secret Manager. */
  readonly secret?: true;
  /** Then a secret may be in the settings file of the project: Firebase's tools deploy nothing without the secrets that functions need. */
  readonly optionalOnFirebase?: true;
  /** Setting it makes this a real installation instead of the demo. */
  readonly configures?: true;
  /** The platform that reads it. Default: both. */
  readonly only?: 'self-hosted' | 'firebase';
}

/** Every setting, in the order in which the owner needs them. */
export const SETTINGS = [
  {
    name: 'PUBLIC_URL',
    meaning: 'HTTPS origin that people and Google use, without a path',
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
    meaning: "Client ID from Sifely's API Access; needed for `oauth`",
    default: 'none',
    example: 'my-client-id',
    configures: true,
  },
  {
    name: 'SIFELY_BASE_URL',
    meaning: 'Address of the Sifely Open API',
    default: '`https://app-smart-server.sifely.com` (oauth), `https://cus-openapi.sifely.com` (api-key)',
    example: 'https://app-smart-server.sifely.com',
    configures: true,
  },
  {
    name: 'SIFELY_MONTHLY_CALLS',
    meaning: 'Maximum polling calls per account per month',
    default: "`8000` (fits Sifely's free plan)",
    example: '8000',
    configures: true,
  },
  {
    name: 'SIFELY_CALLS_PER_MINUTE',
    meaning: 'Maximum calls to Sifely per account in any minute; a fifth of them is for commands alone',
    default: '`25` (Sifely is said to refuse more than 30)',
    example: '25',
    configures: true,
  },
  {
    name: 'GOOGLE_PROJECT_ID',
    meaning: 'Project of the Google Home Developer Console; determines which redirect URIs are accepted',
    default:
      'on Firebase the project of the functions, and no other; elsewhere none: this or `OAUTH_REDIRECT_URIS` is required',
    example: 'my-home-project',
    configures: true,
  },
  {
    name: 'GOOGLE_AGENT_ID',
    meaning:
      'ID of the integration in the link from the front page into the Google Home app, if it is not the id of the project',
    default: '`GOOGLE_PROJECT_ID`',
    example: 'my-home-project',
  },
  {
    name: 'GOOGLE_CLIENT_ID',
    meaning: 'Client ID that you chose for Google and entered in the console',
    default: '`google-home`',
    example: 'google-home',
    configures: true,
  },
  {
    name: 'GOOGLE_CLIENT_SECRET',
    meaning:
      'Client secret that you generated for Google and entered in the console, at least 16 characters; while you replace it, the new and the old one, separated by a comma',
    default: 'required',
    example: 'run openssl rand -hex 32 and paste the result',
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
      '`id:key`, separated by commas, each key 32 bytes in base64. The first encrypts, every one decrypts: docs/operate.md tells how to replace one. If you lose them, everyone has to link again',
    default: 'required',
    example: 'run openssl rand -base64 32 and paste the result after k1:',
    secret: true,
    configures: true,
  },
  {
    name: 'HOMEGRAPH_URL',
    meaning: 'Address of the HomeGraph API; for development, a simulator on this machine',
    default: '`https://homegraph.googleapis.com`',
    example: 'http://127.0.0.1:8082',
    configures: true,
  },
  {
    name: 'GOOGLE_APPLICATION_CREDENTIALS',
    meaning: 'Service account key file for the HomeGraph API (not needed on Firebase)',
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
    default: '`./data`; `./data/demo` in the demo',
    example: './data',
    only: 'self-hosted',
  },
  {
    name: 'BACKUPS_KEPT',
    meaning:
      'Daily backups of the SQLite file that are kept in `DATA_DIR/backups` (0 to 1000); `0` makes none',
    default: '`7`',
    example: '7',
    only: 'self-hosted',
  },
  {
    name: 'LOST_LINKS',
    meaning:
      'What Google hears about links that the database lost: `keep` answers `503`, so that they work again when a backup is back; `end` ends them, if there is none',
    default: '`keep`',
    example: 'keep',
  },
  {
    name: 'PORT',
    meaning: 'Port of the server; the demo also uses the next two',
    default: '`8080`',
    example: '8080',
    only: 'self-hosted',
  },
  {
    name: 'HOST',
    meaning:
      'Address on which the server listens; `0.0.0.0` in a container, or if the reverse proxy is on another machine',
    default: '`127.0.0.1`',
    example: '127.0.0.1',
    only: 'self-hosted',
  },
  {
    name: 'TRUSTED_PROXIES',
    meaning:
      "Proxies in front of the server that write `X-Forwarded-For`; needed to find the caller's address for rate limiting. A number, if the nearest is on this machine; otherwise the addresses and networks of all, such as `172.16.0.0/12`, separated by commas",
    default: '`1`; `2` on Firebase; `0` in the demo',
    example: '1',
  },
  {
    name: 'ALERT_ADDRESSES',
    meaning:
      'Where owners may have alerts sent: `public` (https at public addresses) or `local`: also http, and addresses of your own network, for example of an ntfy server there. Only if you trust everyone who links an account',
    default: '`public`',
    example: 'local',
    only: 'self-hosted',
  },
  {
    name: 'MAX_REQUESTS',
    meaning:
      'Requests that are answered at the same time, intents and others each; further ones get `503` at once (10 to 100000)',
    default: '`500`',
    example: '500',
  },
  {
    name: 'EXECUTE_ANSWER_MS',
    meaning:
      'Time (ms, 500 to 9000) after which a command is answered `PENDING` if its end is not known; `4000` waits as earlier releases did',
    default: '`900`',
    example: '900',
  },
  {
    name: 'UNLOCK_SEND_MS',
    meaning:
      'Time (ms, at least `EXECUTE_ANSWER_MS`, at most 9000) from a request in which an unlock may be sent; it is never sent later',
    default: '`4000`, or `EXECUTE_ANSWER_MS` if that is longer',
    example: '4000',
  },
  {
    name: 'QUERY_ANSWER_MS',
    meaning:
      'Time (ms, 100 to 9000) after which a state query is answered with the known states; where none is known of a lock, it waits up to 2500 ms',
    default: '`900`',
    example: '900',
  },
  {
    name: 'ALREADY_IN_STATE_SECONDS',
    meaning:
      'A lock that was observed in the wanted state within this time (s, 0 to 60; locked: by a record, not by a reading) is answered `alreadyLocked` or `alreadyUnlocked` and not moved; `0` sends every command',
    default: '`5`',
    example: '5',
  },
  {
    name: 'ACTIVITY_DAYS',
    meaning:
      'Days for which the activity is kept (who came, how, and what Google commanded; 0 to 3650): 0 keeps none. A smaller number hides at once what is older; it is deleted when its former time is over',
    default: '`90`',
    example: '90',
  },
  {
    name: 'DOOR_LEFT_OPEN_MINUTES',
    meaning:
      'Minutes after which a door with a sensor counts as left open (0 to 1440): 0 leaves it to the lock. The activity shows it, and an alert tells it',
    default: '`10`',
    example: '10',
  },
  {
    name: 'SNAPSHOT_FRESH_SECONDS',
    meaning: 'Maximum age (s) of a known state that is used without asking the lock (0 to 3600)',
    default: '`30`',
    example: '30',
  },
  {
    name: 'VERIFY_AFTER_SECONDS',
    meaning: 'When to verify a command, seconds after it, ascending, separated by commas',
    default: '`3,8,20,60`',
    example: '3,8,20,60',
  },
  {
    name: 'POLL_MINUTES',
    meaning: 'Shortest and longest polling interval, in minutes',
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
    meaning: '`terminal` (for people) or `cloud` (one JSON object per line, for Cloud Logging)',
    default: '`cloud` on Firebase, otherwise `terminal`',
    example: 'terminal',
  },
  {
    name: 'SERVICE_NAME',
    meaning:
      'Name of the service at the head of its pages and in the texts at `/privacy` and `/terms`, at most 60 characters',
    default: '`Sifely locks in Google Home`',
    example: 'Example Locks',
  },
  {
    name: 'OPERATOR_NAME',
    meaning:
      'Person or company that runs the service, at the head of its pages and in `/privacy` and `/terms`, at most 100 characters',
    default: 'none; needed to publish the integration at Google',
    example: 'Example Ltd',
  },
  {
    name: 'OPERATOR_CONTACT',
    meaning:
      'E-mail or web address at which people reach the operator, at the foot of the pages and in the same texts, at most 200 characters',
    default: 'none; needed to publish the integration at Google',
    example: 'privacy@example.com',
  },
  {
    name: 'PRIVACY_URL',
    meaning: 'Address of a privacy policy of your own; `/privacy` leads there',
    default: 'the text at `/privacy`',
    example: 'https://example.com/privacy',
  },
  {
    name: 'TERMS_URL',
    meaning: 'Address of terms of your own; `/terms` leads there',
    default: 'the text at `/terms`',
    example: 'https://example.com/terms',
  },
  {
    name: 'METRICS_PORT',
    meaning:
      'Port on `127.0.0.1` at which Prometheus reads `/metrics`; `docs/operate.md` lists what is counted',
    default: 'none: no such port',
    example: '9464',
    only: 'self-hosted',
  },
  {
    name: 'METRICS_TOKEN',
    meaning:
      'Token, at least 16 characters, with which a Prometheus on another machine reads `/metrics` on the main port',
    default: 'none: no such path',
    example: 'run openssl rand -hex 32 and paste the result',
    secret: true,
    only: 'self-hosted',
  },
  {
    name: 'OPERATOR_TOKEN',
    meaning:
      'Token, at least 16 characters, with which you sign in at `/operator`: vitals, counts, and a button that checks the installation',
    default: 'none: no such page',
    example: 'run openssl rand -hex 32 and paste the result',
    secret: true,
    optionalOnFirebase: true,
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
    meaning: 'Instances kept running; `1` avoids cold starts and costs a few dollars a month',
    default: '`0`',
    example: '1',
    only: 'firebase',
  },
  {
    name: 'MAX_INSTANCES',
    meaning: 'Maximum instances of a function',
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
    meaning: 'Concurrent requests per instance',
    default: '`80`',
    example: '80',
    only: 'firebase',
  },
  {
    name: 'JOBS_AT_ONCE',
    meaning: 'Concurrent jobs of each of the three task queues',
    default: '`100`',
    example: '100',
    only: 'firebase',
  },
  {
    name: 'JOBS_PER_SECOND',
    meaning: 'Jobs that each of the three task queues starts per second',
    default: '`100`',
    example: '100',
    only: 'firebase',
  },
] as const satisfies readonly Setting[];

/** Settings that were renamed: the former name is still read where the present one is not set. */
export const FORMER_NAMES: Readonly<Record<string, string>> = {
  EXECUTE_DEADLINE_MS: 'EXECUTE_ANSWER_MS',
  QUERY_DEADLINE_MS: 'QUERY_ANSWER_MS',
};

export type SettingName = (typeof SETTINGS)[number]['name'];

export const SETTING_BY_NAME: ReadonlyMap<string, Setting> = new Map(
  SETTINGS.map((setting): [string, Setting] => [setting.name, setting]),
);
