import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFunction } from '../support/deployed/functions.ts';
import { Surroundings } from '../support/deployment.ts';
import { freePorts } from '../support/free-ports.ts';
import { type Program, ROOT, runProgram } from '../support/program.ts';
import { TaskQueueServer } from '../support/task-queue-server.ts';

// The matcher of firebase-tools in its own version, and its options (lib/fsAsync.js).
const minimatch: (path: string, glob: string, options: { matchBase: boolean; dot: boolean }) => boolean =
  require('minimatch');

/** Returns the relative paths that `firebase deploy` would upload, by the ignore list in firebase.json. */
function uploadedFiles(): string[] {
  const [{ ignore }] = JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8')).functions;
  const patterns: string[] = [...ignore, 'firebase-debug.log', 'firebase-debug.*.log', '.runtimeconfig.json'];
  const exclude = (path: string) =>
    patterns.some((glob) => minimatch(join(ROOT, path), glob, { matchBase: true, dot: true }));
  const files: string[] = [];
  const walk = (folder: string) => {
    for (const path of globSync(`${folder}{*,.*}`, { cwd: ROOT })) {
      if (exclude(path)) continue;
      if (statSync(join(ROOT, path)).isDirectory()) walk(`${path}/`);
      else files.push(path);
    }
  };
  walk('');
  return files.sort();
}

describe('the upload to Firebase', () => {
  let folder: string;
  let surroundings: Surroundings;
  let framework: Program;
  let jobs: Program;
  let queue: TaskQueueServer;
  let url: string;

  beforeAll(async () => {
    await runProgram(process.execPath, ['scripts/build.ts']);
    folder = mkdtempSync(join(tmpdir(), 'upload-'));
    for (const file of uploadedFiles()) cpSync(join(ROOT, file), join(folder, file), { recursive: true });
    const offline = ['--prefer-offline', '--no-audit', '--no-fund'];
    await runProgram('npm', ['ci', '--omit=dev', '--ignore-scripts', ...offline], {
      cwd: folder,
      inherit: true,
    });
    const port = await freePorts(2);
    url = `http://127.0.0.1:${port}`;
    surroundings = await Surroundings.start(url);
    queue = await TaskQueueServer.start();
    queue.target = `http://127.0.0.1:${port + 1}`;
    framework = startFramework(port, { ...surroundings.env, ...surroundings.secrets });
    jobs = startFramework(port + 1, { ...surroundings.env, ...surroundings.secrets }, 'jobs');
    await answers(`${url}/healthz`);
  }, 240_000);

  afterAll(async () => {
    await queue?.close();
    await framework?.stop();
    await jobs?.stop();
    await surroundings?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  function startFramework(
    port: number,
    env: Readonly<Record<string, string>>,
    target: 'api' | 'jobs' = 'api',
  ): Program {
    const emulated = {
      FIRESTORE_EMULATOR_HOST: surroundings.firestore.host,
      CLOUD_TASKS_EMULATOR_HOST: queue.host,
    };
    return startFunction({ folder, target, port, env: { ...env, ...emulated } });
  }

  async function answers(address: string): Promise<void> {
    for (;;) {
      const response = await fetch(address).catch(() => undefined);
      if (response?.ok) return;
      if (
        (await Promise.race([framework.ended, new Promise((resolve) => setTimeout(resolve, 100))])) !==
        undefined
      ) {
        throw new Error(`The framework ended:\n${framework.output}`);
      }
    }
  }

  test('is the bundle and the two package files, and nothing else', () => {
    expect(uploadedFiles()).toEqual([
      'lib/index.cjs',
      'lib/index.cjs.map',
      'package-lock.json',
      'package.json',
    ]);
  });

  test('answers /healthz', async () => {
    const response = await fetch(`${url}/healthz`);
    expect(response.status).toBe(200);
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(await response.json()).toEqual({ status: 'ok', version, uptimeSeconds: expect.any(Number) });
  });

  test('asks for a token before anything else', async () => {
    const body = JSON.stringify({ requestId: '1', inputs: [] });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/smarthome`, { method: 'POST', headers, body });
    expect(response.status).toBe(401);
  });

  test('shows no stack for a body that is not JSON, which the platform does not read', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/smarthome`, { method: 'POST', headers, body: '{"inputs":' });
    expect(response.status).toBe(401);
    expect(await response.text()).not.toMatch(/node_modules|at \w+ \(/);
  });

  test('links an account, unlocks a door and reports to Google by a job, with Firestore as store', async () => {
    await surroundings
      .linkAndUnlock(() => surroundings.reported())
      .catch((error: Error) => {
        throw new Error(`${error.message}\n${framework.output}\n${jobs.output}`, { cause: error });
      });
    expect(jobs.output).not.toMatch(/"severity":"(WARNING|ERROR)"/);
  }, 60_000);

  test('runs no job that the platform has not authorized', async () => {
    const body = JSON.stringify({ data: { job: { kind: 'poll', accountId: 'a' } } });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(queue.target ?? '', { method: 'POST', headers, body });
    expect(response.status).toBe(401);
  });

  test('logs what is missing if it is not configured, and answers 503', async () => {
    const port = await freePorts(1);
    const bare = startFramework(port, { GOOGLE_CLIENT_SECRET: 'hunter2', PUBLIC_URL: 'nonsense' });
    try {
      let status: number | undefined;
      while (status === undefined) {
        status = (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.status;
        if (status === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(status).toBe(503);
      await bare.until(/ENCRYPTION_KEYS is not set/);
      expect(bare.output).toContain('PUBLIC_URL must be an address');
      expect(bare.output).not.toContain('hunter2');
    } finally {
      await bare.stop();
    }
  });

  test('contains no other file of the checkout', () => {
    const names = [
      '.env',
      '.env.local',
      'service-account.json',
      'data',
      'functions',
      'test',
      'node_modules',
      '.git',
    ];
    const [{ ignore }] = JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8')).functions;
    for (const name of names) {
      expect(
        ignore.some((glob: string) => minimatch(join(ROOT, name), glob, { matchBase: true, dot: true })),
      ).toBe(true);
    }
  });
});
