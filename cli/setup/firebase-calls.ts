import type { ProgramCall, Runner } from './run-program.ts';

/** The release of firebase-tools that is fetched where `firebase` is not installed: a new one must not break a setup. */
export const FIREBASE_TOOLS = 'firebase-tools@15.34.2';

/** The oldest release that knows what the deployment declares: `requiresRole()` of firebase-functions, `configDir` of firebase.json. */
export const OLDEST_TOOLS = [15, 34] as const;

/**
 * The APIs that the product uses. A deployment enables most of them, one after another; setup enables all at once, because some steps
 * before the deployment need theirs, and because reports need HomeGraph.
 */
const APIS = [
  'homegraph',
  'firestore',
  'secretmanager',
  'cloudfunctions',
  'run',
  'cloudbuild',
  'artifactregistry',
  'eventarc',
  'pubsub',
  'cloudtasks',
  'cloudscheduler',
  'iam',
  'cloudresourcemanager',
].map((name) => `${name}.googleapis.com`);

/** Every call of another program that setup makes for one Firebase project. */
export class FirebaseCalls {
  readonly #project: string;
  readonly #firebase: readonly string[];

  constructor(project: string, runner: Pick<Runner, 'has'>) {
    this.#project = project;
    this.#firebase = runner.has('firebase') ? ['firebase'] : ['npx', '--yes', FIREBASE_TOOLS];
  }

  /** True if the tools are those that are installed; else the pinned release is fetched. */
  get isInstalled(): boolean {
    return this.#firebase[0] === 'firebase';
  }

  getVersion(): ProgramCall {
    return { program: 'firebase', args: ['--version'] };
  }

  /** `firebase login`, for a person to type. */
  get signIn(): string {
    return [...this.#firebase, 'login'].join(' ');
  }

  /** `firebase emulators:start`, for a person to type. */
  get startEmulators(): string {
    return [...this.#firebase, 'emulators:start', '--project', this.#project].join(' ');
  }

  listProjects(): ProgramCall {
    const [program = '', ...prefix] = this.#firebase;
    return { program, args: [...prefix, 'projects:list', '--json'] };
  }

  addFirebase(): ProgramCall {
    const [program = '', ...prefix] = this.#firebase;
    return { program, args: [...prefix, 'projects:addfirebase', this.#project, '--non-interactive'] };
  }

  getSite(): ProgramCall {
    return this.#call(['hosting:sites:get', this.#project, '--json']);
  }

  /** The site of the address `PROJECT.web.app`; a deployment without a terminal creates none. */
  createSite(): ProgramCall {
    return this.#call(['hosting:sites:create', this.#project, '--non-interactive']);
  }

  getDatabase(): ProgramCall {
    return this.#call(['firestore:databases:get', '(default)', '--json']);
  }

  createDatabase(location: string): ProgramCall {
    return this.#call(['firestore:databases:create', '(default)', '--location', location, ...PROTECTION]);
  }

  protectDatabase(): ProgramCall {
    return this.#call(['firestore:databases:update', '(default)', ...PROTECTION]);
  }

  getSecret(name: string): ProgramCall {
    return this.#call(['functions:secrets:get', name, '--json']);
  }

  setSecret(name: string, value: string): ProgramCall {
    const call = this.#call(['functions:secrets:set', name, '--data-file', '-', '--force']);
    return { ...call, input: value };
  }

  /** `firebase functions:secrets:access`, for a person to type. */
  showSecret(name: string): string {
    return [...this.#firebase, 'functions:secrets:access', name, '--project', this.#project].join(' ');
  }

  deploy(): ProgramCall {
    return this.#call(['deploy', '--non-interactive', '--force']);
  }

  enableApis(): ProgramCall {
    return {
      program: 'gcloud',
      args: ['services', 'enable', ...APIS, '--project', this.#project, '--quiet'],
    };
  }

  describeBilling(): ProgramCall {
    const args = ['billing', 'projects', 'describe', this.#project, '--format', 'json', '--quiet'];
    return { program: 'gcloud', args };
  }

  listBudgets(billingAccount: string): ProgramCall {
    const args = ['billing', 'budgets', 'list', '--billing-account', billingAccount];
    return { program: 'gcloud', args: [...args, '--format', 'json', '--quiet'] };
  }

  createBudget(billingAccount: string, amount: string): ProgramCall {
    const args = ['billing', 'budgets', 'create', '--billing-account', billingAccount];
    return {
      program: 'gcloud',
      args: [
        ...args,
        ...['--display-name', this.budgetName, '--budget-amount', amount],
        ...['--filter-projects', `projects/${this.#project}`],
        ...['--threshold-rule', 'percent=0.5', '--threshold-rule', 'percent=1.0', '--quiet'],
      ],
    };
  }

  get budgetName(): string {
    return `Sifely locks (${this.#project})`;
  }

  #call(args: readonly string[]): ProgramCall {
    const [program = '', ...prefix] = this.#firebase;
    return { program, args: [...prefix, ...args, '--project', this.#project] };
  }
}

/** A database cannot be deleted by one wrong command, and can be read as it was at any minute of the last seven days. */
const PROTECTION = ['--delete-protection', 'ENABLED', '--point-in-time-recovery', 'ENABLED'];
