import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program, ROOT, runProgram } from '../program.ts';

/** The options with which a function is started. */
export interface FunctionOptions {
  /** A folder with `package.json`, the bundle and `node_modules`. */
  readonly folder: string;
  readonly target: 'api' | 'jobs';
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a function as Cloud Functions does: the functions framework, Node 24, the environment that the platform sets. */
export function startFunction({ folder, target, port, env }: FunctionOptions): Program {
  const main = join(ROOT, 'node_modules/@google-cloud/functions-framework/build/src/main.js');
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

/** Builds the bundle in a folder of its own, with the checkout's `node_modules`. */
export async function buildFunctions(): Promise<{ readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'functions-'));
  await runProgram(process.execPath, ['scripts/build.ts', join(folder, 'lib')]);
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
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
