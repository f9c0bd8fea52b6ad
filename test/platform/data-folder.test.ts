import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Person } from '../../simulators/google/index.ts';
import { PIN, Surroundings } from '../support/deployment.ts';
import { freePorts } from '../support/free-ports.ts';
import { walkThroughLinking } from '../support/link-walk.ts';
import { Program, ROOT } from '../support/program.ts';

// The self-hosted server in a process of its own, and what becomes of its files.
describe('a server and its data folder', () => {
  let folder: string;
  let dataDir: string;
  let surroundings: Surroundings;
  let servers: Program[];
  let port: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'data-'));
    dataDir = join(folder, 'data');
    port = await freePorts(1);
    surroundings = await Surroundings.start(`http://127.0.0.1:${port}`);
    servers = [];
  });

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop('SIGKILL')));
    await surroundings.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function launch(more: Record<string, string> = {}): Program {
    const server = Program.node(['functions/server.ts'], {
      env: {
        ...surroundings.env,
        ...surroundings.secrets,
        ...{ DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: String(port), TRUSTED_PROXIES: '0' },
        ...{ LOG_FORMAT: 'cloud', LOG_LEVEL: 'debug' },
        ...more,
      },
    });
    servers.push(server);
    return server;
  }

  async function start(more?: Record<string, string>): Promise<Program> {
    const server = launch(more);
    await server.until(/"message":"listening"/);
    return server;
  }

  async function link() {
    const alice = surroundings.google.user('alice');
    const outcome = await alice.linkAs(new Person(), (person) => walkThroughLinking(person, { pin: PIN }));
    expect(outcome.linked).toBe(true);
    return alice;
  }

  async function refresh(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${port}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: surroundings.google.user('alice').tokens?.refreshToken ?? '',
        client_id: 'google-client',
        client_secret: surroundings.secrets['GOOGLE_CLIENT_SECRET'] ?? '',
      }),
    });
    return response.status;
  }

  const inFiles = (text: string) =>
    readdirSync(dataDir).filter((name) => readFileSync(join(dataDir, name), 'latin1').includes(text));

  test.each([
    ['emptied', (file: string) => writeFileSync(file, '')],
    ['deleted with its folder', () => rmSync(dataDir, { recursive: true })],
    ['robbed of its log by a crash', (file: string) => rmSync(`${file}-wal`)],
  ])(
    'unlinks nobody when the database was %s',
    async (_, lose) => {
      const first = await start();
      await first.until(/the database is new: no account is in it/);
      await link();
      await first.stop('SIGKILL');
      lose(join(dataDir, 'store.sqlite'));
      const second = await start();
      expect(await refresh()).toBe(503);
      await second.until(/a link is missing in the database, and it was not ended here/);
      await second.stop();
      await start({ LOST_LINKS: 'end' });
      expect(await refresh()).toBe(400);
    },
    60_000,
  );

  test('answers 503 when its folder is deleted while it runs, and after the restart', async () => {
    const first = await start();
    await link();
    expect(await refresh()).toBe(200);
    rmSync(dataDir, { recursive: true });
    expect(await refresh()).toBe(503);
    await first.until(/"message":"the database file was deleted or replaced while the server runs"/);
    expect(await first.stop()).toBe(0);
    await start();
    expect(await refresh()).toBe(503);
  }, 60_000);

  test.each([
    ['its database is cut', ''],
    ['its log is cut', '-wal'],
  ])(
    'answers 503 when %s while it runs, and unlinks nobody after the restart',
    async (_, end) => {
      const first = await start();
      await link();
      expect(await refresh()).toBe(200);
      const file = join(dataDir, 'store.sqlite');
      truncateSync(`${file}${end}`);
      expect(await refresh()).toBe(503);
      await first.until(
        /"message":"the database file or its log was cut or overwritten while the server runs"/,
      );
      expect(await first.stop()).toBe(0);
      const second = launch();
      await second.until(/"message":"listening"|is damaged, or not a database/);
      expect(await refresh().catch(() => 'closed')).not.toBe(400);
    },
    60_000,
  );

  test('leaves nothing of an unlinked account in its files while it runs on', async () => {
    const server = await start();
    const alice = await link();
    const accountId = alice.agentUserId ?? '';
    await alice.unlock('Front door', { pin: PIN });
    expect(inFiles(accountId)).not.toEqual([]);
    await alice.disconnect();
    const giveUpAt = performance.now() + 20_000;
    while (inFiles(accountId).length > 0 && performance.now() < giveUpAt) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    for (const text of [accountId, 'Front door', 'alice']) {
      expect(inFiles(text)).toEqual([]);
    }
    expect(await server.stop()).toBe(0);
  }, 60_000);

  test('answers others while another program holds the write lock, and writes when it is free', async () => {
    const server = await start();
    await link();
    const other = new DatabaseSync(join(dataDir, 'store.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const refreshed = refresh();
    let slowest = 0;
    for (let n = 0; n < 20; n += 1) {
      const startedAt = performance.now();
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
      slowest = Math.max(slowest, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    other.exec('ROLLBACK');
    other.close();
    expect(slowest).toBeLessThan(1000);
    expect(await refreshed).toBe(200);
    expect(await server.stop()).toBe(0);
  }, 60_000);

  test('names a damaged database and says what to do, without a stack', async () => {
    const server = await start();
    await server.stop();
    writeFileSync(join(dataDir, 'store.sqlite'), 'x'.repeat(10_000));
    const second = launch();
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(
      `The database file ${join(dataDir, 'store.sqlite')} is damaged, or not a database. Stop the server`,
    );
    expect(second.output).not.toMatch(/\n\s+at /);
  }, 60_000);

  test('takes credentials in quotes, and refuses a missing file of them when it starts', async () => {
    const missing = launch({ GOOGLE_APPLICATION_CREDENTIALS: `"${join(folder, 'none.json')}"` });
    expect(await missing.ended).toBe(1);
    expect(missing.output).toContain(
      `GOOGLE_APPLICATION_CREDENTIALS names a file that does not exist (is "${join(folder, 'none.json')}")`,
    );
  }, 60_000);

  test.each([
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ])(
    'reads its settings from a .env file in %s',
    async (_, encode) => {
      const settings = {
        ...surroundings.env,
        ...surroundings.secrets,
        PORT: String(port),
        LOG_FORMAT: 'cloud',
      };
      const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\r\n`);
      writeFileSync(join(folder, '.env'), encode(lines.join('')));
      const server = Program.node([join(ROOT, 'scripts/start.ts')], { cwd: folder, env: {} });
      servers.push(server);
      await server.until(/"message":"listening"/);
      expect(server.output).toContain(`"publicUrl":"http://127.0.0.1:${port}"`);
    },
    60_000,
  );

  test.each(['203.0.113.9', 'no-such-host.invalid'])(
    'names a HOST that is not its own: %s',
    async (HOST) => {
      const server = launch({ HOST });
      expect(await server.ended).toBe(1);
      expect(server.output).toContain('HOST is no address of this machine');
      expect(server.output).not.toMatch(/\n\s+at /);
    },
    60_000,
  );

  test('reads a setting whose name another program left with a byte order mark', async () => {
    const { PUBLIC_URL = '', ...others } = surroundings.env;
    const env = { ...others, ...surroundings.secrets, '\uFEFFPUBLIC_URL': PUBLIC_URL };
    const server = Program.node(['functions/server.ts'], {
      env: { ...env, DATA_DIR: dataDir, PORT: String(port), LOG_FORMAT: 'cloud' },
    });
    servers.push(server);
    await server.until(/"message":"listening"/);
  }, 60_000);
});
