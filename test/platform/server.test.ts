import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from '../../simulators/google/index.ts';
import { freePorts } from '../support/free-ports.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { Program, ROOT, runProgram } from '../support/program.ts';

const SERVER = 'functions/server.ts';
let dataDir: string;
let started: Program[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'server-'));
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.stop('SIGKILL')));
  rmSync(dataDir, { recursive: true, force: true });
});

function start(env: Readonly<Record<string, string>>, script = SERVER, cwd = ROOT): Program {
  const program = Program.node([script], { env: { DATA_DIR: dataDir, ...env }, cwd });
  started.push(program);
  return program;
}

/** Plays Google by the command that the demo tells people to use. */
function google(port: number, ...words: readonly string[]): Promise<string> {
  const env = { GOOGLE_SIMULATOR_URL: `http://127.0.0.1:${port + 2}` };
  const node = ['--disable-warning=ExperimentalWarning', 'simulators/google/main.ts'];
  return runProgram(process.execPath, [...node, ...words], { env });
}

async function link(port: number): Promise<void> {
  const authorizeUrl = /^\s*(http\S*\/oauth\/authorize\S*)/m.exec(await google(port, 'link'))?.[1] ?? '';
  const person = new Person();
  await person.open(authorizeUrl);
  await walkThroughLinking(person, { pin: '4711' });
  expect(person.page.text).toContain('Playground');
}

const configured = {
  PUBLIC_URL: 'https://locks.example.com',
  GOOGLE_CLIENT_ID: 'google-home',
  GOOGLE_CLIENT_SECRET: 'a-secret-of-some-length',
  GOOGLE_PROJECT_ID: 'my-home-project',
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  HOST: '127.0.0.1',
};

describe('the demo', () => {
  test('prints where to click, links, unlocks, stops gracefully, and still has the link at its next start', async () => {
    const port = await freePorts(3);
    const demo = start({ PORT: String(port) });
    await demo.until(/Ctrl\+C/);
    expect(demo.output).toContain(`http://127.0.0.1:${port}`);
    expect(demo.output).toMatch(/demo@example\.com.*demo-password/);
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(await health.json()).toMatchObject({ status: 'ok' });
    await link(port);
    // The demo's gateways take their time: what is not accepted within a second ends with a follow-up.
    expect(await google(port, 'unlock', 'Front door', '--pin', '4711', '--follow-up')).toMatch(/unlocked/i);
    expect(await demo.stop()).toBe(0);
    expect(demo.output).toContain('stopped');

    const again = start({ PORT: String(port) });
    await again.until(/Ctrl\+C/);
    expect(await google(port, 'sync')).toContain('Front door');
    expect(await google(port, 'query', 'Front door')).toMatch(/unlocked/i);
    expect(await again.stop('SIGINT')).toBe(0);
  }, 60_000);

  test('creates files that only their owner can read', async () => {
    const demo = start({ PORT: '0' });
    await demo.until(/Ctrl\+C/);
    expect(await demo.stop()).toBe(0);
    for (const file of readdirSync(dataDir)) expect(statSync(join(dataDir, file)).mode & 0o077).toBe(0);
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['demo-secrets.json', 'store.sqlite']));
  });

  test('reads the settings of a .env file if there is one, and prints nothing about it if not', async () => {
    const script = join(ROOT, 'scripts/start.ts');
    const without = start({ PORT: '0' }, script, dataDir);
    await without.until(/Ctrl\+C/);
    expect(without.output).not.toContain('.env');
    expect(await without.stop()).toBe(0);
    writeFileSync(join(dataDir, '.env'), 'LOG_LEVEL=verbose\n');
    const misconfigured = start({ PORT: '0' }, script, dataDir);
    expect(await misconfigured.ended).toBe(1);
    expect(misconfigured.output).toContain('LOG_LEVEL must be');
  });

  test('keeps its state apart from the data of an installation that is set up later', async () => {
    const demo = start({ PORT: '0', DATA_DIR: '' }, join(ROOT, SERVER), dataDir);
    await demo.until(/Ctrl\+C/);
    expect(await demo.stop()).toBe(0);
    expect(demo.output).toContain('State is saved in ./data/demo.');
    expect(readdirSync(join(dataDir, 'data'))).toEqual(['demo']);
  });

  test('prints which port is taken and what to do, without a stack', async () => {
    const server = createServer();
    const port = await freePorts(3);
    await new Promise<void>((resolve) => server.listen(port + 1, '127.0.0.1', resolve));
    try {
      const demo = start({ PORT: String(port) });
      expect(await demo.ended).toBe(1);
      expect(demo.output).toContain(`127.0.0.1:${port + 1} is taken`);
      expect(demo.output).toContain('PORT=');
      expect(demo.output).not.toMatch(/\n\s+at /);
    } finally {
      server.close();
    }
  });
});

describe('a configured server', () => {
  test('prints every problem of its settings, shows no secret, and exits with 1', async () => {
    const server = start({
      ...configured,
      PUBLIC_URL: 'http://locks.example.com',
      PORT: 'x',
      ENCRYPTION_KEYS: 'hunter2',
    });
    expect(await server.ended).toBe(1);
    for (const name of ['PUBLIC_URL', 'PORT', 'ENCRYPTION_KEYS'])
      expect(server.output).toContain(`  ${name} must `);
    expect(server.output).not.toContain('hunter2');
    expect(server.output).not.toMatch(/\n\s+at /);
  });

  test('starts, answers and stops gracefully without simulators', async () => {
    const port = await freePorts(1);
    const server = start({ ...configured, PORT: String(port), LOG_FORMAT: 'cloud' });
    await server.until(/"message":"listening"/);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    const intent = await fetch(`http://127.0.0.1:${port}/smarthome`, { method: 'POST', body: '{' });
    expect(intent.status).toBe(401);
    const missing = await fetch(`http://127.0.0.1:${port}/nowhere`);
    expect([missing.status, await missing.json()]).toEqual([404, { error: 'not_found' }]);
    expect(missing.headers.get('x-powered-by')).toBeNull();
    expect(await server.stop()).toBe(0);
    expect(readdirSync(dataDir)).toEqual(['store.sqlite']);
  });
});

describe('the bundle of the server', () => {
  let elsewhere: string;

  beforeAll(async () => {
    elsewhere = mkdtempSync(join(tmpdir(), 'bundle-'));
    await runProgram(process.execPath, ['scripts/build.ts', join(elsewhere, 'lib')]);
  }, 60_000);

  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

  test('runs under plain node, away from the sources and without node_modules', async () => {
    const port = await freePorts(1);
    const server = start({ ...configured, PORT: String(port) }, 'lib/server.cjs', elsewhere);
    await server.until(/listening/);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=shift_jis' };
    const body = 'grant_type=nonsense';
    const token = await fetch(`http://127.0.0.1:${port}/oauth/token`, { method: 'POST', headers, body });
    expect([token.status, await token.json()]).toEqual([400, { error: 'unsupported_grant_type' }]);
    expect(await server.stop()).toBe(0);
  });

  test('has no demo, and says so', async () => {
    const server = start({ PORT: '0' }, 'lib/server.cjs', elsewhere);
    expect(await server.ended).toBe(1);
    expect(server.output).toContain('Nothing is configured');
    expect(server.output).not.toMatch(/\n\s+at /);
  });
});
