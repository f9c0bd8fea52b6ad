import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program, ROOT, runProgram } from '../program.ts';

/** The functions that run jobs; each has a queue of the same name. */
export const TASK_FUNCTIONS = ['jobs', 'events', 'upkeep'] as const;

/** The options with which a function is started. */
export interface FunctionOptions {
  /** A folder with `package.json`, the bundle and `node_modules`. */
  readonly folder: string;
  readonly target: 'api' | (typeof TASK_FUNCTIONS)[number];
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** The folder of the functions framework; default: the checkout's. */
  readonly framework?: string | undefined;
}

const FRAMEWORK = join(ROOT, 'node_modules/@google-cloud/functions-framework');

/** Starts a function as Cloud Functions does: the functions framework, Node 24, the environment that the platform sets. */
export function startFunction({ folder, target, port, env, framework }: FunctionOptions): Program {
  const main = join(framework ?? FRAMEWORK, 'build/src/main.js');
  return Program.node(
    [main, `--source=${folder}`, `--target=${target}`, '--signature-type=http', `--port=${port}`],
    {
      cwd: folder,
      env: {
        ...env,
        GCLOUD_PROJECT: 'demo-sifely',
        FIREBASE_CONFIG: '{"projectId":"demo-sifely"}',
        K_SERVICE: target,
        FUNCTION_TARGET: target,
        // Starts in half the time.
        NODE_COMPILE_CACHE: join(folder, '.compile-cache'),
      },
    },
  );
}

/** A folder that a deployment uploads, in a temporary folder of its own. */
export interface BuiltFunctions {
  readonly folder: string;
  remove(): void;
}

/** Builds what a deployment uploads, with the `node_modules` of the checkout or none. */
export async function buildFunctions(
  modules: 'of the checkout' | 'none' = 'of the checkout',
): Promise<BuiltFunctions> {
  const temporary = mkdtempSync(join(tmpdir(), 'functions-'));
  await runProgram(process.execPath, ['scripts/build.ts', join(temporary, 'lib')]);
  const folder = join(temporary, 'dist');
  if (modules !== 'none') symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(temporary, { recursive: true, force: true }) };
}

/** Waits until a server on loopback answers, whatever it says. */
export async function listening(port: number, program: Program): Promise<void> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (response !== undefined) return void (await response.arrayBuffer());
    const pause = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 20));
    if ((await Promise.race([program.ended, pause])) !== undefined) {
      throw new Error(`The program ended:\n${program.output}`);
    }
  }
}
