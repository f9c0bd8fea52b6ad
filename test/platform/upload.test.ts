import {
  copyFileSync,
  existsSync,
  globSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { LANGUAGES } from '../../functions/languages/languages.ts';
import manifest from '../../package.json' with { type: 'json' };
import { DeployedFunctions } from '../support/deployed/deployed-functions.ts';
import { type BuiltFunctions, buildFunctions, startFunction } from '../support/deployed/functions.ts';
import { freePorts } from '../support/free-ports.ts';
import { ROOT, runProgram } from '../support/program.ts';

// The matcher of firebase-tools in its own version, and its options (lib/fsAsync.js).
const minimatch: (path: string, glob: string, options: { matchBase: boolean; dot: boolean }) => boolean =
  require('minimatch');

const UPLOADED = [
  ...['index.cjs', 'index.cjs.map', 'package-lock.json', 'package.json'],
  ...Object.keys(LANGUAGES)
    .map((language) => `texts/${language}.cjs`)
    .sort(),
];

/** Returns the relative paths that `firebase deploy` uploads of a folder whose ignore list is the default. */
function uploadedFiles(folder: string): string[] {
  const ignored = [
    'node_modules',
    '.git',
    'firebase-debug.log',
    'firebase-debug.*.log',
    '.runtimeconfig.json',
  ];
  const exclude = (path: string) =>
    ignored.some((glob) => minimatch(join(folder, path), glob, { matchBase: true, dot: true }));
  const files: string[] = [];
  const walk = (under: string) => {
    for (const path of globSync(`${under}{*,.*}`, { cwd: folder })) {
      if (exclude(path)) continue;
      if (statSync(join(folder, path)).isDirectory()) walk(`${path}/`);
      else files.push(path);
    }
  };
  walk('');
  return files.sort();
}

/** Puts the packages of a folder's lock file there from the checkout, as `npm ci` would install them. */
function installFromCheckout(folder: string): void {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  for (const path of Object.keys(packages)) {
    // Optional packages may be missing: for another platform, or left out.
    if (path === '' || (!existsSync(join(ROOT, path)) && packages[path].optional)) continue;
    putFiles(join(ROOT, path), join(folder, path));
  }
}

/** Puts the files of one package elsewhere, without the packages inside it: as links, which take a third of the time of copies. */
function putFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) putFiles(source, target);
    else {
      try {
        linkSync(source, target);
      } catch {
        // Another file system.
        copyFileSync(source, target);
      }
    }
  }
}

describe('the upload to Firebase', () => {
  let built: BuiltFunctions;
  let functions: DeployedFunctions;

  beforeAll(async () => {
    built = await buildFunctions('none');
    installFromCheckout(built.folder);
    functions = await DeployedFunctions.start(built.folder);
  }, 240_000);

  afterAll(async () => {
    await functions?.close();
    built?.remove();
  }, 60_000);

  test('is the bundle, the texts of pages and two package files of its own, and nothing else', () => {
    const [{ source, ignore }] = JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8')).functions;
    expect([source, ignore]).toEqual(['dist', undefined]);
    expect(uploadedFiles(built.folder).filter((path) => !path.startsWith('.compile-cache'))).toEqual(
      UPLOADED,
    );
  });

  test('names the packages that the bundle loads, in the versions of the checkout', () => {
    const uploaded = JSON.parse(readFileSync(join(built.folder, 'package.json'), 'utf8'));
    expect(uploaded).toEqual({
      name: manifest.name,
      version: manifest.version,
      license: manifest.license,
      private: true,
      main: 'index.cjs',
      engines: { node: '24' },
      dependencies: {
        'firebase-admin': manifest.devDependencies['firebase-admin'],
        'firebase-functions': manifest.devDependencies['firebase-functions'],
      },
      allowScripts: { '@firebase/util': false, protobufjs: false },
    });
    const own = JSON.parse(readFileSync(join(built.folder, 'package-lock.json'), 'utf8')).packages;
    const all = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    expect(own[''].dependencies).toEqual(uploaded.dependencies);
    for (const [path, { version, integrity }] of Object.entries<Record<string, string>>(own)) {
      if (path !== '')
        expect([path, version, integrity]).toEqual([path, all[path].version, all[path].integrity]);
    }
    expect(Object.keys(own)).not.toContain('node_modules/typescript');
  });

  test('has a lock file with which npm finds nothing missing or superfluous', async () => {
    const tree = JSON.parse(
      await runProgram('npm', ['ls', '--package-lock-only', '--all', '--json', '--offline'], {
        cwd: built.folder,
      }),
    );
    expect(tree.problems ?? []).toEqual([]);
  });

  test('is the same when the same checkout is built again, whatever was in its folder', async () => {
    // As deep as the other one: the source map contains relative paths.
    const folder = join(`${dirname(built.folder)}-again`, 'dist');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.env'), 'PORT=1\n');
    try {
      await runProgram(process.execPath, ['scripts/build.ts', join(dirname(folder), 'lib')]);
      expect(uploadedFiles(folder)).toEqual(UPLOADED);
      for (const file of UPLOADED) {
        const isSame = readFileSync(join(folder, file)).equals(readFileSync(join(built.folder, file)));
        expect([file, isSame]).toEqual([file, true]);
      }
    } finally {
      rmSync(dirname(folder), { recursive: true, force: true });
    }
  });

  test.each(['/health', '/healthz'])('answers %s', async (path) => {
    const response = await fetch(`${functions.url}${path}`);
    expect(response.status).toBe(200);
    const { version } = manifest;
    expect(await response.json()).toEqual({ status: 'ok', version, uptimeSeconds: expect.any(Number) });
  });

  test('asks for a token before anything else', async () => {
    const body = JSON.stringify({ requestId: '1', inputs: [] });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${functions.url}/smarthome`, { method: 'POST', headers, body });
    expect(response.status).toBe(401);
  });

  test('shows no stack for a body that is not JSON, which the platform does not read', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${functions.url}/smarthome`, {
      method: 'POST',
      headers,
      body: '{"inputs":',
    });
    expect(response.status).toBe(401);
    expect(await response.text()).not.toMatch(/node_modules|at \w+ \(/);
  });

  test('links an account, unlocks a door and reports to Google by a job, with Firestore as store', async () => {
    await functions.linkAndUnlock();
    expect(functions.work).not.toMatch(/"severity":"(WARNING|ERROR)"/);
  }, 60_000);

  test('runs no job that the platform has not authorized', async () => {
    const body = JSON.stringify({ data: { job: { kind: 'poll', accountId: 'a' } } });
    const headers = { 'content-type': 'application/json' };
    for (const target of functions.queue.targets.values()) {
      const response = await fetch(target, { method: 'POST', headers, body });
      expect(response.status).toBe(401);
    }
  });

  test('logs what is missing if it is not configured, and answers 503', async () => {
    const port = await freePorts(1);
    const env = { GOOGLE_CLIENT_SECRET: 'hunter2', PUBLIC_URL: 'nonsense' };
    const bare = startFunction({ folder: built.folder, target: 'api', port, env });
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
});
