import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

/** Files at the root of `functions/` that every file may import. They import none but each other. */
const BASE =
  '^functions/(back-off|clock|decode-text|digits|keep-owner|random|timeout|version|weak-digits)[.]ts$';

const STORE_PORT = '^functions/store/[^/]+$';

/**
 * The folders of `functions/` and what each may import apart from itself, `BASE` and packages: a folder, or one file where
 * the rest of its folder is out of bounds. A folder that is missing here fails the test.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  logs: [],
  schedules: [],
  config: ['logs/'],
  http: ['logs/'],
  languages: ['pages/html.ts'],
  store: ['http/', 'config/firestore-address.ts'],
  locks: ['logs/'],
  jobs: ['locks/', 'logs/', 'store/'],
  accounts: ['config/', 'locks/', 'logs/', 'schedules/', 'store/'],
  alerts: ['accounts/', 'http/', 'jobs/', 'languages/', 'locks/', 'logs/', 'schedules/'],
  activity: ['accounts/', 'config/', 'locks/', 'logs/', 'schedules/', 'store/'],
  guests: ['accounts/', 'config/', 'jobs/', 'locks/', 'logs/', 'schedules/', 'store/'],
  sifely: [
    ...['guests/access-cards.ts', 'guests/access-cloud.ts', 'guests/access-refusal.ts'],
    ...['guests/access-settings.ts', 'guests/access-terms.ts', 'http/', 'locks/', 'logs/'],
  ],
  pages: ['accounts/', 'config/', 'http/', 'languages/', 'locks/', 'logs/', 'schedules/', 'store/'],
  linking: ['accounts/', 'config/', 'http/', 'languages/', 'locks/', 'logs/', 'pages/', 'store/'],
  smarthome: ['accounts/', 'config/', 'http/', 'jobs/', 'locks/', 'logs/', 'schedules/'],
  // QUERY, EXECUTE and reports share one builder of states, SYNC and Request Sync one of devices: both in smarthome/.
  reporting: ['accounts/', 'config/', 'http/', 'jobs/', 'locks/', 'logs/', 'smarthome/', 'store/'],
  tracking: [
    'accounts/',
    'activity/',
    'alerts/',
    'config/',
    'http/',
    'jobs/',
    'locks/',
    'logs/',
    'reporting/',
    'schedules/',
    'store/',
  ],
  'account-pages': [
    'account-data/',
    'accounts/',
    'activity/',
    'alerts/',
    'config/',
    'guests/',
    'http/',
    'jobs/',
    'languages/',
    'locks/',
    'logs/',
    'pages/',
    'reporting/',
    'schedules/',
    'store/',
  ],
  operator: ['accounts/', 'activity/', 'jobs/', 'locks/', 'logs/', 'reporting/', 'store/'],
  'account-data': ['accounts/', 'activity/', 'guests/guest-view.ts', 'locks/'],
  metrics: ['accounts/documents/', 'logs/', 'pages/constant-equals.ts', 'store/'],
  doctor: [
    ...['accounts/', 'config/', 'http/', 'locks/', 'logs/', 'maintenance/backup-names.ts'],
    ...['reporting/', 'store/'],
  ],
  'operator-page': [
    ...[
      'accounts/',
      'config/',
      'doctor/',
      'http/',
      'languages/',
      'logs/',
      'metrics/',
      'pages/',
      'reporting/',
      'store/',
    ],
  ],
  demo: ['config/'],
  maintenance: ['accounts/', 'config/', 'guests/', 'jobs/', 'locks/', 'logs/', 'store/'],
};

/** The implementations of ports. */
const ADAPTERS = [
  'store/sqlite/',
  'store/firestore/',
  'jobs/cloud-tasks[.]ts$',
  'jobs/local-jobs[.]ts$',
  'sifely/',
  'reporting/home-graph/',
];

/** The files that may build adapters and read the environment. */
const COMPOSITION_ROOTS = '^(functions/(server|index|open-store)[.]ts|cli/open-[^/]+[.]ts)$';

const OUR_CODE = '^(functions|cli|simulators|scripts)/';

/** A rule as dependency-cruiser takes it, by a name that a test can expect. */
export type ImportRule = IRegularForbiddenRuleType & { readonly name: string };

/** Every edge of the import graph that is refused. Types count as much as values. */
export const IMPORT_RULES: readonly ImportRule[] = [
  rule('no circle', OUR_CODE, { circular: true }),
  rule('base imports base alone', BASE, { path: '^(functions|cli|simulators|scripts|test)/', pathNot: BASE }),
  ...Object.entries(LAYERS).map(([folder, allowed]) =>
    rule(`${folder} imports only what lies below it`, `^functions/${folder}/`, {
      path: '^functions/',
      pathNot: [BASE, `^functions/${folder}/`, ...allowed.map((path) => `^functions/${path}`)],
    }),
  ),
  ...ADAPTERS.map((adapter) =>
    rule(
      `only composition roots import ${adapter.replace('[.]ts$', '.ts')}`,
      { path: OUR_CODE, pathNot: [COMPOSITION_ROOTS, `^functions/${adapter}`] },
      { path: `^functions/${adapter}` },
    ),
  ),
  rule('a port knows no adapter', STORE_PORT, { path: '^functions/store/.+/' }),
  rule(
    'only composition roots import composition',
    { path: '^functions/.+/' },
    { path: '^functions/[^/]+$', pathNot: BASE },
  ),
  rule(
    'only the demo imports simulators',
    { path: '^functions/', pathNot: '^functions/demo/' },
    { path: '^simulators/' },
  ),
  rule('simulators import base alone', '^simulators/', {
    path: '^(functions|cli|scripts|test)/',
    pathNot: BASE,
  }),
  rule('functions import neither scripts nor tests', '^functions/', { path: '^(scripts|test)/' }),
  rule('functions do not import the command line', '^functions/', { path: '^cli/' }),
  rule('the command line imports functions alone', '^cli/', { path: '^(simulators|scripts|test)/' }),
];

function rule(name: string, from: string | ImportRule['from'], to: ImportRule['to']): ImportRule {
  return { name, severity: 'error', from: typeof from === 'string' ? { path: from } : from, to };
}
