import { join } from 'node:path';
import { nextPort, Program } from './program.ts';
import { FIREBASE_PROJECT } from './settings.ts';

/** The root of the checkout. */
export const ROOT = join(import.meta.dirname, '../..');
/** The folder of the stock way. */
export const STOCK = join(import.meta.dirname, 'stock');
/** The folder of the floor. */
export const FLOOR = join(import.meta.dirname, 'floor');
const FRAMEWORK = join(ROOT, 'node_modules/@google-cloud/functions-framework/build/src/main.js');

/** A fulfillment under measurement. */
export interface Contestant {
  readonly name: string;
  /** Returns its access token for a home. */
  readonly tokenOf: (home: string) => string;
  readonly start: (changes?: StartChanges) => Program;
}

/** Settings of one row that differ from the usual ones. */
export interface StartChanges {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

interface Deployment {
  readonly name: string;
  readonly tokenOf: (home: string) => string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** Returns a contestant that is a server of its own. */
export function selfHosted(file: string, deployment: Deployment): Contestant {
  const start = ({ env = {}, nodeArgs = [] }: StartChanges = {}) => {
    const port = nextPort();
    return new Program(
      {
        args: [...nodeArgs, file],
        cwd: ROOT,
        env: { NODE_ENV: 'production', ...deployment.env, HOST: '127.0.0.1', PORT: `${port}`, ...env },
        logFile: deployment.logFile,
      },
      `http://127.0.0.1:${port}`,
    );
  };
  return { name: deployment.name, tokenOf: deployment.tokenOf, start };
}

/** Returns a contestant that runs as on Cloud Functions: by the functions framework, with the environment of the platform. */
export function onFramework(folder: string, firestoreHost: string, deployment: Deployment): Contestant {
  const start = ({ env = {}, nodeArgs = [] }: StartChanges = {}) => {
    const port = nextPort();
    const where = ['--target=api', '--signature-type=http', `--source=${folder}`, `--port=${port}`];
    return new Program(
      {
        args: [...nodeArgs, FRAMEWORK, ...where],
        cwd: folder,
        env: {
          NODE_ENV: 'production',
          FIRESTORE_EMULATOR_HOST: firestoreHost,
          GCLOUD_PROJECT: FIREBASE_PROJECT,
          FIREBASE_CONFIG: JSON.stringify({ projectId: FIREBASE_PROJECT }),
          K_SERVICE: 'api',
          FUNCTION_TARGET: 'api',
          ...deployment.env,
          ...env,
        },
        logFile: deployment.logFile,
      },
      `http://127.0.0.1:${port}`,
    );
  };
  return { name: deployment.name, tokenOf: deployment.tokenOf, start };
}
