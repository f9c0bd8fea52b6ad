import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { COMMANDS } from '../../cli/commands.ts';
import { LANGUAGES } from '../../functions/languages/languages.ts';
import { Surroundings } from '../support/deployment.ts';
import { freePorts } from '../support/free-ports.ts';
import { Program, ROOT, runProgram } from '../support/program.ts';

/** What `npm pack` reads. */
const SOURCES = [
  ...['package.json', 'package-lock.json', 'README.md', 'LICENSE', '.env.example'],
  ...['cli', 'deploy', 'docs', 'functions', 'public', 'scripts'],
];
const OFFLINE = ['--offline', '--no-audit', '--no-fund', '--loglevel=error'];

let folder: string;
let source: string;
let empty: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  source = join(folder, 'source');
  empty = join(folder, 'empty');
  mkdirSync(empty);
  for (const path of SOURCES) cpSync(join(ROOT, path), join(source, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  // As an earlier `npm pack` leaves it that was interrupted.
  await runProgram(process.execPath, ['scripts/run.cjs', 'scripts/pack.ts', 'before'], { cwd: source });
  await npm(['pack', '--pack-destination', folder], source);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  await npm(['install', '--global', '--prefix', folder, join(folder, tarball)], empty);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The environment in which this project's Node is the first on the path. */
function withNode(env: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
}

function npm(args: readonly string[], cwd: string): Promise<string> {
  return runProgram('npm', [...args, ...OFFLINE], { cwd, env: withNode() });
}

/** The command that the package installs. */
const command = () => join(folder, 'bin/sifely-google-home');

test('the package holds the bundles, the service file and what is to be read, and depends on nothing', () => {
  const installed = join(folder, 'lib/node_modules/sifely-google-home');
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  expect(files.filter((name) => !name.startsWith('docs/')).sort()).toEqual([
    '.env.example',
    'LICENSE',
    'README.md',
    'deploy/sifely-google-home.service',
    'lib/cli.cjs',
    'lib/commands.cjs',
    'lib/server.cjs',
    ...Object.keys(LANGUAGES)
      .map((language) => `lib/texts/${language}.cjs`)
      .sort(),
    'package.json',
  ]);
  const code = files.filter((name) => name.endsWith('.cjs'));
  const named = code.flatMap(
    (name) => readFileSync(join(installed, name), 'utf8').match(/\bdocs\/[a-z-]+\.md/g) ?? [],
  );
  expect(files).toEqual(expect.arrayContaining([...new Set(named)]));
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect(Object.keys(manifest).filter((name) => /dependencies|overrides/i.test(name))).toEqual([]);
  expect(manifest.engines).toEqual({ node: '>=24' });
});

test('packing leaves package.json as it was, also after a packing that was interrupted', () => {
  const [before, after] = [ROOT, source].map((path) => readFileSync(join(path, 'package.json'), 'utf8'));
  expect(after).toBe(before);
});

test('of two packings at once one ends in words, and package.json is not lost', async () => {
  const manifest = join(source, 'package.json');
  const kept = join(source, '.package.json.kept');
  const before = readFileSync(manifest, 'utf8');
  const late = new Program(process.execPath, ['scripts/run.cjs', 'scripts/pack.ts', 'before'], {
    cwd: source,
  });
  // It builds. Meanwhile the other one has done so, and replaces package.json.
  while (existsSync(join(source, 'lib/cli.cjs'))) await new Promise((resolve) => setTimeout(resolve, 5));
  writeFileSync(kept, before);
  cpSync(join(folder, 'lib/node_modules/sifely-google-home/package.json'), manifest);
  expect([await late.ended, late.output]).toEqual([1, expect.stringContaining('Another npm pack runs')]);
  await runProgram(process.execPath, ['scripts/run.cjs', 'scripts/pack.ts', 'after'], { cwd: source });
  expect(readFileSync(manifest, 'utf8')).toBe(before);
}, 60_000);

test('the installed command has all commands, and takes no other', async () => {
  expect(await runProgram(command(), [], { env: withNode(), cwd: empty })).toContain(
    'Usage: sifely-google-home COMMAND',
  );
  for (const name of Object.keys(COMMANDS)) {
    const help = await runProgram(command(), [name, '--help'], { env: withNode(), cwd: empty });
    expect(help).toContain(`Usage: sifely-google-home ${name}`);
  }
  const wrong = new Program(command(), ['nonsense'], { env: withNode(), cwd: empty });
  expect([await wrong.ended, wrong.output]).toEqual([2, expect.stringContaining('no command "nonsense"')]);
});

test('the installed command says what is wrong with a call or with the settings, in words', async () => {
  const env = withNode({ STORE: 'nowhere' });
  const call = async (...args: string[]) => {
    const program = new Program(command(), args, { env, cwd: empty });
    return [await program.ended, program.output] as const;
  };
  const wrongs = [await call('restore'), await call('setup', '--target', 'moon'), await call('backup')];
  expect(wrongs.map(([code]) => code)).toEqual([2, 2, 1]);
  const [restore, setup, backup] = wrongs.map(([, output]) => output);
  expect(restore).toMatch(/^Usage: sifely-google-home restore/m);
  expect(setup).toMatch(/^--target: "moon" is none of self-hosted, container, firebase/m);
  expect(backup).toMatch(/^The configuration has/m);
  expect(`${restore}${setup}${backup}`).not.toMatch(/\n {4}at |lib.commands\.cjs/);
});

test('the installed command serves with the .env of its folder: links, unlocks and reports, with nothing but Node', async () => {
  const port = await freePorts(1);
  const surroundings = await Surroundings.start(`http://127.0.0.1:${port}`);
  const settings = {
    ...surroundings.env,
    ...surroundings.secrets,
    ...{ STORE: 'firestore', FIRESTORE_EMULATOR_HOST: surroundings.firestore.host },
    ...{ GOOGLE_CLOUD_PROJECT: 'demo-test', PORT: String(port), TRUSTED_PROXIES: '0' },
  };
  writeFileSync(
    join(empty, '.env'),
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const server = new Program(command(), ['start'], { env: withNode(), cwd: empty });
  try {
    await server.until(/listening/);
    await surroundings.linkAndUnlock(() => surroundings.reported());
    expect(await server.stop()).toBe(0);
    expect(server.output).not.toMatch(/ERROR|Warning/);
  } finally {
    await server.stop('SIGKILL');
    await surroundings.close();
  }
}, 60_000);
