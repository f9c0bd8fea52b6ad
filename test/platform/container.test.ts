import { randomBytes } from 'node:crypto';
import { LANGUAGES } from '../../functions/languages/languages.ts';
import { VERSION } from '../../functions/version.ts';
import { Container } from '../support/container.ts';
import { lastWords } from '../support/dockerfile.ts';
import { freePorts } from '../support/free-ports.ts';
import type { Program } from '../support/program.ts';

const configured = {
  PUBLIC_URL: 'https://locks.example.com',
  GOOGLE_CLIENT_ID: 'google-home',
  GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length',
  GOOGLE_PROJECT_ID: 'my-home-project',
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
};
let container: Container;
let started: Program[];

beforeAll(async () => {
  container = await Container.build();
}, 60_000);

afterAll(() => container?.remove());

beforeEach(() => {
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.stop('SIGKILL')));
});

function start(env: Readonly<Record<string, string>>, words?: readonly string[]): Program {
  const program = container.start(env, words);
  started.push(program);
  return program;
}

test('the image holds the bundles, their licence and two small files, less than five megabytes', () => {
  expect(container.files).toEqual([
    'app/LICENSE',
    'app/health-check.cjs',
    'app/lib/cli.cjs',
    'app/lib/commands.cjs',
    'app/lib/server.cjs',
    ...Object.keys(LANGUAGES)
      .map((language) => `app/lib/texts/${language}.cjs`)
      .sort(),
    'usr/local/bin/sifely-google-home',
  ]);
  expect(container.bytes).toBeLessThan(5_000_000);
});

test('the container serves with nothing but its own files, is healthy, writes to /data alone and ends with its stop signal', async () => {
  const port = String(await freePorts(1));
  const server = start({ ...configured, PORT: port });
  await server.until(/listening/);
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  const [type, ...healthCheck] = lastWords(container.stage, 'HEALTHCHECK');
  expect(type).toBe('CMD');
  expect(await start({ PORT: port }, healthCheck).ended).toBe(0);
  const [signal] = lastWords(container.stage, 'STOPSIGNAL') as [NodeJS.Signals];
  expect(await server.stop(signal)).toBe(0);
  expect(server.output).not.toMatch(/WARN|ERROR|Warning/);
  expect(await start({ PORT: port }, healthCheck).ended).toBe(1);
  expect(container.files.filter((file) => !/^(app|usr)\//.test(file))).toEqual(['data/store.sqlite']);
});

test('the container prints what is missing if it is not configured, and ends', async () => {
  const server = start({ PORT: '0' });
  expect(await server.ended).toBe(1);
  expect(server.output).toContain('Nothing is configured');
});

test('a backup of the running container is written into its volume, and restored there once it has stopped', async () => {
  const port = String(await freePorts(1));
  const name = '/usr/local/bin/sifely-google-home';
  const server = start({ ...configured, PORT: port });
  await server.until(/listening/);
  const file = '/data/today.sqlite';
  const backup = start({ ...configured }, [name, 'backup', '--to', file]);
  expect([await backup.ended, backup.output]).toEqual([0, expect.stringContaining('Verified')]);
  expect(await server.stop()).toBe(0);
  const restore = start({ ...configured }, [name, 'restore', file]);
  expect([await restore.ended, restore.output]).toEqual([0, expect.any(String)]);
});

test('setup inside the container writes the settings that it then starts with', async () => {
  const port = String(await freePorts(1));
  const words = ['--target', 'container', '--google-project', 'my-home-project', '--port', port];
  const answers = ['--public-url', 'https://locks.example.com', '--yes'];
  const name = '/usr/local/bin/sifely-google-home';
  const setup = start({}, [name, 'setup', ...words, ...answers]);
  expect([await setup.ended, setup.output]).toEqual([0, expect.stringContaining('docker compose')]);
  const server = start({ PORT: port });
  await server.until(/listening/);
  expect(await server.stop()).toBe(0);
});

test('the command line can be called by its name inside the container', async () => {
  const help = start({}, ['/usr/local/bin/sifely-google-home']);
  expect(await help.ended).toBe(0);
  expect(help.output).toContain('Usage: sifely-google-home COMMAND');
});

test('the last stage runs nothing, is not root, and keeps its data in a volume, so that it builds for any architecture', () => {
  const { stage } = container;
  const names = new Set(stage.instructions.map(({ name }) => name));
  expect(names.has('RUN')).toBe(false);
  expect(lastWords(stage, 'USER')).toEqual(['65532:65532']);
  expect(lastWords(stage, 'VOLUME')).toEqual(['/data']);
  expect(lastWords(stage, 'WORKDIR')).toEqual(['/data']);
  expect(lastWords(stage, 'ARG')).toEqual([`VERSION=${VERSION}`]);
});
