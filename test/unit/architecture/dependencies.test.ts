import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };

const ROOT = join(__dirname, '../../..');

/** Checks answers against Google's schema files, which are not part of the project: for tests. */
const SCHEMAS = 'simulators/google/schemas/';

/** What Firebase's bundle alone needs. It is made on a developer's machine, and lists its own dependencies. */
const FIREBASE = ['firebase-admin', 'firebase-functions'];

/** Returns the packages that files import, types included, by name. */
function packagesOf(pattern: string): readonly string[] {
  const names = globSync(pattern, { cwd: ROOT })
    .filter((file) => !file.startsWith(SCHEMAS))
    .flatMap((file) => [
      ...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import|import\() ?'([@a-z][\w./@-]*)'/g),
    ])
    .map(([, path = '']) => path)
    .filter((path) => !path.startsWith('.') && !isBuiltin(path))
    .map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)].sort();
}

test('`npm ci --omit=dev` installs what the server, the demo and the command line import, and nothing else', () => {
  const imported = packagesOf('{functions,cli,simulators}/**/*.ts');
  const { dependencies } = manifest;
  expect(imported.filter((name) => !FIREBASE.includes(name))).toEqual(Object.keys(dependencies).sort());
  expect(Object.keys(dependencies).filter((name) => FIREBASE.includes(name))).toEqual([]);
});

test('Node comes from npm where npm has it for the machine, with a checksum and without a script, and is missed nowhere else', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const names = Object.keys(manifest.optionalDependencies);
  const machines = names.map((name) => packages[`node_modules/${name}`]);
  const isSafe = { optional: true, bin: { node: 'bin/node' }, integrity: expect.stringMatching(/^sha512-/) };
  expect(machines).toMatchObject([
    { ...isSafe, os: 'darwin', cpu: 'arm64' },
    { ...isSafe, os: 'darwin', cpu: 'x64' },
    { ...isSafe, os: 'linux', cpu: 'arm64' },
    { ...isSafe, os: 'linux', cpu: 'x64' },
  ]);
  expect(machines.filter(({ hasInstallScript }) => hasInstallScript === true)).toEqual([]);
});

test('questions at the terminal are asked in one file, by one library', () => {
  const asking = globSync('{cli,functions}/**/*.ts', { cwd: ROOT }).filter((file) =>
    /'(node:readline\/promises|@inquirer\/[a-z]+)'/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(asking).toEqual(['cli/prompts.ts']);
});
