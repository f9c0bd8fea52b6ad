import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { firebaseParameters, firebaseSettingsFile } from '../../functions/config/firebase-parameters.ts';
import { Program, ROOT, runProgram } from './program.ts';

/** Pinned: a new release must not break a build. */
const VERSION = '15.34.2';

const PROJECT = 'demo-sifely';

/** Firebase's functions and hosting emulators with the built function. */
export interface FirebaseEmulators {
  /** The output of the emulators and of the function. */
  readonly output: string;
  /** The process of the emulators; those of the function are its children. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** The function and its environment. */
export interface EmulatorOptions {
  /** The first of six ports in a row: hosting, functions, then the internal ones of the emulators. */
  readonly port: number;
  /** Settings of the function, without secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** `host:port` of the Firestore that the function uses. */
  readonly firestore: string;
}

/**
 * Starts the official emulators on a copy of `dist/`, with the project's firebase.json except for the ports, without a developer's
 * settings, but with a `.env` of self-hosting that they could not read.
 */
export async function startEmulators(options: EmulatorOptions): Promise<FirebaseEmulators> {
  const tools = await firebaseTools();
  const folder = mkdtempSync(join(tmpdir(), 'emulators-'));
  for (const name of ['dist', 'public']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const { functions, hosting } = JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8'));
  const names = ['hosting', 'functions', 'hub', 'logging', 'eventarc', 'tasks'];
  const ports = names.map((name, index) => [name, { host: '127.0.0.1', port: options.port + index }]);
  const emulators = { ...Object.fromEntries(ports), ui: { enabled: false }, singleProjectMode: true };
  writeFileSync(join(folder, 'firebase.json'), JSON.stringify({ functions, hosting, emulators }));
  writeFileSync(join(folder, '.env'), 'PORT=1\nPUBLIC_URL=https://self-hosted.example\nnot a setting\n');
  const settings = join(folder, firebaseSettingsFile(PROJECT));
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, dotenv({ ...firebaseParameters(PROJECT), ...options.env }));
  writeFileSync(join(folder, 'dist/.secret.local'), dotenv(options.secrets), { mode: 0o600 });
  const start = ['emulators:start', '--project', PROJECT, '--only', 'functions,hosting'];
  const program = Program.node([tools, ...start], {
    cwd: folder,
    env: { FIRESTORE_EMULATOR_HOST: options.firestore, CI: 'true' },
  });
  await program.until(/All emulators ready/);
  return {
    pid: program.pid,
    get output() {
      return program.output;
    },
    stop: async () => {
      await program.stop('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns the main file of the pinned release, which is fetched the first time. */
export async function firebaseTools(): Promise<string> {
  const folder = join(ROOT, `node_modules/.cache/firebase-tools-${VERSION}`);
  const main = join(folder, 'node_modules/firebase-tools/lib/bin/firebase.js');
  if (existsSync(main)) return main;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  // Without install scripts: they compile a regular expression engine for minutes, which hosting does not need.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await runProgram('npm', ['install', '--prefix', draft, ...quiet, `firebase-tools@${VERSION}`], {
    cwd: draft,
    inherit: true,
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  return main;
}

function dotenv(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
