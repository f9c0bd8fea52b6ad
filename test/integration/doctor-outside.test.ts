import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type RequestListener, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openDoctor } from '../../cli/open-doctor.ts';
import { openInstallation } from '../../functions/accounts/installation/installation.ts';
import { type Clock, systemClock } from '../../functions/clock.ts';
import { loadConfig } from '../../functions/config/load-config.ts';
import { type DiagnoseDeps, diagnose } from '../../functions/doctor/diagnose.ts';
import { peerCertificate } from '../../functions/http/peer-certificate.ts';
import { systemRandom } from '../../functions/random.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { VERSION } from '../../functions/version.ts';
import { GoogleSimulator } from '../../simulators/google/index.ts';
import { SifelySimulator } from '../../simulators/sifely/index.ts';
import {
  callDoctor,
  type DoctorCall,
  type Env,
  LOCAL_SETTINGS,
  of,
  printDoctor,
  SECRETS,
} from '../support/doctor-call.ts';
import { freePorts } from '../support/free-ports.ts';
import { Program, ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/setup-call.ts';
import { TEST_CERTIFICATE } from '../support/tls-certificate.ts';

const DAY_MS = 86_400_000;

let google: GoogleSimulator;
let sifely: SifelySimulator;
let server: Program;
let env: Env;
const fronts: { close(): void }[] = [];

beforeAll(async () => {
  const port = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  sifely = await SifelySimulator.start({ profiles: ['oauth'] });
  google = await GoogleSimulator.start({
    ...{ clock: systemClock, fulfillmentUrl: `${url}/smarthome`, authorizeUrl: `${url}/oauth/authorize` },
    ...{ tokenUrl: `${url}/oauth/token`, clientId: 'google-home', clientSecret: 'not used by this test' },
  });
  const DATA_DIR = join(temporaryFolder(), 'data');
  mkdirSync(DATA_DIR, { mode: 0o700 });
  env = {
    ...{ ...LOCAL_SETTINGS, DATA_DIR, PUBLIC_URL: url, PORT: String(port), HOST: '127.0.0.1' },
    ...{ SIFELY_PROFILE: 'oauth', SIFELY_CLIENT_ID: 'c', SIFELY_BASE_URL: sifely.url },
    HOMEGRAPH_URL: google.homegraphUrl,
  };
  server = Program.node(['functions/server.ts'], { cwd: ROOT, env: env as Record<string, string> });
  await server.until(/listening/);
}, 30_000);

afterEach(() => {
  google.homegraph.failNoMore();
  for (const front of fronts.splice(0)) front.close();
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  for (const secret of SECRETS) expect(server.output).not.toContain(secret);
  await google.close();
  await sifely.close();
});

const doctor = (more: Env = {}, clock?: Clock) => callDoctor({ ...env, ...more }, [], clock ? { clock } : {});
const wrong = (call: Pick<DoctorCall, 'findings'>, check: string) =>
  of(call, check).filter(({ level }) => level !== 'ok');

/** Starts something that stands in front of the server, and returns its address. */
async function front(listener: RequestListener): Promise<string> {
  const standing = createServer(listener);
  await new Promise<void>((resolve) => standing.listen(0, '127.0.0.1', resolve));
  fronts.push({ close: () => void standing.close().closeAllConnections() });
  return `http://127.0.0.1:${(standing.address() as AddressInfo).port}`;
}

/** Passes requests on to the server, as a proxy that writes `X-Forwarded-For`. */
const passOn =
  (forwarded: string | undefined, blocks = false): RequestListener =>
  (from, to) => {
    if (blocks && from.method === 'POST') return void to.writeHead(403).end('<html>Are you human?</html>');
    const headers = { ...from.headers, ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) };
    const onward = request(`${env['PUBLIC_URL']}${from.url}`, { method: from.method, headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(to);
    });
    from.pipe(onward);
  };

test('a start says where the server is reached, what it reports to, and what is missing', () => {
  expect(server.output).toContain(`Google and people reach this server at  ${env['PUBLIC_URL']}`);
  expect(server.output).toContain(
    `it reports states to                    ${new URL(google.homegraphUrl).host}`,
  );
  expect(server.output).toContain('sifely-google-home doctor checks');
});

test('doctor proves that the address leads to this installation, and finds no problem', async () => {
  const call = await doctor();
  expect(call.findings.filter(({ level }) => level === 'problem')).toEqual([]);
  expect(call.code).toBe(0);
  expect(of(call, 'public-url').map(({ found }) => found)).toEqual([
    expect.stringContaining('Google cannot reach this machine by it'),
    `${env['PUBLIC_URL']} leads to this installation.`,
  ]);
  expect(of(call, 'listening')).toMatchObject([{ level: 'ok' }]);
  expect(of(call, 'server')).toEqual([{ check: 'server', level: 'ok', found: 'The server is ready.' }]);
  expect(of(call, 'home-graph')).toMatchObject([{ level: 'ok' }]);
  expect(of(call, 'sifely')).toMatchObject([
    { level: 'ok', found: expect.stringContaining('profile oauth') },
  ]);
  expect(of(call, 'clock')).toMatchObject([{ level: 'ok' }]);
  for (const secret of SECRETS) expect(call.output).not.toContain(secret);
});

test('a stranger who asks /health gets nothing besides version and uptime, whatever the question', async () => {
  for (const question of ['', 'x', `${Date.now()}-${'a'.repeat(22)}.${'b'.repeat(43)}`]) {
    const body = await (await fetch(`${env['PUBLIC_URL']}/health?doctor=${question}`)).json();
    expect(Object.keys(Object(body))).toEqual(['status', 'version', 'uptimeSeconds']);
  }
});

describe('doctor finds that the address', () => {
  const anotherFolder = async () => {
    const DATA_DIR = temporaryFolder();
    const store = openSqliteStore({ file: join(DATA_DIR, 'store.sqlite'), clock: systemClock });
    const { encryptionKeys: keys } = loadConfig(env, { platform: 'self-hosted' });
    await openInstallation({ store, keys, random: systemRandom });
    await store.close();
    return { DATA_DIR };
  };
  const page: RequestListener = (_request, response) =>
    void response.writeHead(200).end('<html>Router</html>');
  const status =
    (code: number, headers = {}): RequestListener =>
    (_request, response) =>
      void response.writeHead(code, headers).end();

  test.each<[string, () => Promise<Env>, RegExp, RegExp]>([
    [
      'leads to another installation',
      async () => ({
        ENCRYPTION_KEYS: `k9:${randomBytes(32).toString('base64')}`,
        DATA_DIR: temporaryFolder(),
      }),
      /does not have these ENCRYPTION_KEYS/,
      /Restart/,
    ],
    ['leads to the same keys with another database', anotherFolder, /another database/, /DATA_DIR/],
    ['is another program’s', async () => ({ PUBLIC_URL: await front(page) }), /another program/, /proxy/],
    ['is not reached by its proxy', async () => ({ PUBLIC_URL: await front(status(502)) }), /502/, /running/],
    [
      'is redirected',
      async () => ({ PUBLIC_URL: await front(status(301, { location: 'https://www.example.com/' })) }),
      /redirected to https:\/\/www\.example\.com/,
      /follows no redirects/,
    ],
    [
      'does not answer',
      async () => ({ PUBLIC_URL: `http://127.0.0.1:${await freePorts(1)}` }),
      /no answer \(ECONNREFUSED\)/,
      /Start the server/,
    ],
    [
      'lets no posts through',
      async () => ({ PUBLIC_URL: await front(passOn('203.0.113.7', true)) }),
      /status 403 in place of 401/,
      /every method/,
    ],
  ])('%s', async (_, breaks, found, todo) => {
    const call = await doctor(await breaks());
    expect(wrong(call, 'public-url').slice(1)).toEqual([
      {
        check: 'public-url',
        level: 'problem',
        found: expect.stringMatching(found),
        todo: expect.stringMatching(todo),
      },
    ]);
    expect(call.code).toBe(1);
  });
});

describe('doctor finds that the server itself', () => {
  test.each<[string, () => Promise<Env>, RegExp, RegExp]>([
    [
      'does not run',
      async () => ({ PORT: String(await freePorts(1)) }),
      /No server answers at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
      /sifely-google-home start/,
    ],
    [
      'is another program',
      async () => ({ PORT: new URL(await front((_, to) => void to.end('hello'))).port, HOST: '0.0.0.0' }),
      /Another program answers at 127\.0\.0\.1/,
      /PORT/,
    ],
    [
      'was not restarted with other keys',
      async () => ({
        ENCRYPTION_KEYS: `k9:${randomBytes(32).toString('base64')}`,
        DATA_DIR: temporaryFolder(),
      }),
      /has other ENCRYPTION_KEYS/,
      /Restart/,
    ],
  ])('%s', async (_, breaks, found, todo) => {
    const call = await doctor(await breaks());
    expect(wrong(call, 'listening')).toEqual([
      {
        ...{ check: 'listening', level: 'problem' },
        ...{ found: expect.stringMatching(found), todo: expect.stringMatching(todo) },
      },
    ]);
  });
});

describe('doctor --url', () => {
  const ask = (url: string) => callDoctor({}, ['--url', url]);

  test('checks an address alone, without settings', async () => {
    const call = await ask(`${env['PUBLIC_URL']}/`);
    expect(call.findings.map(({ check, level }) => [check, level])).toEqual([
      ['public-url', 'warning'],
      ['public-url', 'ok'],
      ['server', 'ok'],
    ]);
    expect(call.output).toContain(`leads to this product (version ${VERSION})`);
  });

  test('tells what the server says of itself', async () => {
    const url = await front((request, response) => {
      if (request.url === '/ready') {
        response.writeHead(503).end('{"status":"not ready","problems":[{"message":"Jobs are late"}]}');
      } else passOn(undefined)(request, response);
    });
    const call = await ask(url);
    expect(wrong(call, 'server')).toMatchObject([{ found: 'The server says: Jobs are late.' }]);
    expect(call.code).toBe(1);
  });

  test('refuses what is no address', async () => {
    expect(await printDoctor({}, ['--url', 'locks.example.com'])).toMatchObject({
      code: 2,
      output: expect.stringMatching(/^--url must be an address that begins with https/),
    });
  });
});

describe('doctor finds that Google', () => {
  test.each([
    [
      'has the API disabled',
      403,
      'SERVICE_DISABLED',
      'problem',
      /not enabled/,
      /gcloud services enable homegraph/,
    ],
    ['refuses the credentials', 403, 'IAM_PERMISSION_DENIED', 'problem', /does not let/, /my-home-project/],
    ['has no quota left', 429, undefined, 'warning', /quota/, /minute/],
    ['has an outage', 503, undefined, 'problem', /does not answer \(503\)/, /internet/],
    ['finds a fault in the question', 400, undefined, 'warning', /error \(400\)/, /report it/],
  ] as const)('%s', async (_, code, reason, level, found, todo) => {
    google.homegraph.failNext(code, { times: 5, ...(reason !== undefined && { reason }) });
    expect(wrong(await doctor(), 'home-graph')).toEqual([
      { check: 'home-graph', level, found: expect.stringMatching(found), todo: expect.stringMatching(todo) },
    ]);
  });

  test('does not answer at all', async () => {
    const HOMEGRAPH_URL = `http://127.0.0.1:${await freePorts(1)}`;
    expect(wrong(await doctor({ HOMEGRAPH_URL }), 'home-graph')).toMatchObject([{ level: 'problem' }]);
  });
});

test.each<[string, () => Promise<string>, RegExp]>([
  [
    'does not answer',
    async () => `http://127.0.0.1:${await freePorts(1)}`,
    /does not answer \(ECONNREFUSED\)/,
  ],
  ['has an outage', () => front((_, to) => void to.writeHead(503).end()), /outage \(status 503\)/],
  [
    'is the page of a hotel',
    () => front((_, to) => void to.end('<html>Welcome</html>')),
    /not answer as Sifely/,
  ],
])('doctor finds that Sifely %s', async (_, address, found) => {
  const call = await doctor({ SIFELY_BASE_URL: await address() });
  expect(wrong(call, 'sifely')).toMatchObject([{ level: 'problem', found: expect.stringMatching(found) }]);
});

test.each([
  [40_000, 'warning', /\d+ seconds ahead of Google/],
  [-400_000, 'problem', /\d+ seconds behind Google's\. Google refuses tokens/],
] as const)('doctor finds a clock that is wrong by %d ms', async (ms, level, found) => {
  const call = await doctor({}, { ...systemClock, now: () => systemClock.now() + ms });
  const [first] = wrong(call, 'clock');
  expect(first).toEqual({
    ...{ check: 'clock', level, found: expect.stringMatching(found) },
    todo: expect.stringContaining('timedatectl'),
  });
});

/** Examines the server behind a public name, reached over a proxy of this test. */
async function behind(proxy: RequestListener, more: Partial<DiagnoseDeps> = {}) {
  const address = await front(proxy);
  const config = {
    ...loadConfig(env, { platform: 'self-hosted' }),
    publicUrl: 'https://locks.example.com',
  };
  const deps = openDoctor({ env, cwd: '/nonexistent', clock: systemClock }, config);
  const { send } = deps;
  const now = Date.now();
  const valid = async () => ({ validFrom: now - 30 * DAY_MS, validTo: now + 60 * DAY_MS });
  const findings = await diagnose(
    {
      ...{ ...deps, lookUp: async () => ['203.0.113.1'], certificate: valid },
      send: (call) => send({ ...call, url: call.url.replace('https://locks.example.com', address) }),
      ...more,
    },
    { outside: true },
  );
  deps.close();
  return { findings };
}

describe('doctor tells of the proxies', () => {
  test.each([
    [
      'that one writes the address of the caller',
      '203.0.113.7',
      'ok',
      /with 1 address, .* for 203\.0\.113\.7/,
    ],
    ['that none writes it', undefined, 'warning', /with 0 addresses.*All callers count as one/],
    [
      'that it is the address of another proxy',
      '172.17.0.1',
      'warning',
      /for 172\.17\.0\.1.*no public address/,
    ],
    ['that several write', '198.51.100.1, 203.0.113.7', 'ok', /with 2 addresses, .* for 203\.0\.113\.7/],
  ] as const)('%s', async (_, forwarded, level, found) => {
    const call = await behind(passOn(forwarded));
    expect(of(call, 'proxies')).toMatchObject([{ level, found: expect.stringMatching(found) }]);
    expect(of(call, 'public-url').map((finding) => finding.level)).toEqual(['ok', 'ok']);
  });
});

test('the server logs once how many proxies write, and whose address arrives', async () => {
  await fetch(`${env['PUBLIC_URL']}/health`, { headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' } });
  expect(server.output.match(/ proxies .*forwarded=\d.* caller=203\.0\.113\.7/g)).toHaveLength(1);
});

describe('doctor finds that the public name', () => {
  const proxy = passOn('203.0.113.7');
  const results = async (more: Partial<DiagnoseDeps>) => wrong(await behind(proxy, more), 'public-url');

  test('has no address', async () => {
    const lookUp = async () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    expect(await results({ lookUp })).toMatchObject([
      {
        level: 'problem',
        found: 'The name locks.example.com has no address (ENOTFOUND).',
        todo: expect.stringContaining('DNS'),
      },
    ]);
  });

  test.each(['192.168.1.7', '10.0.0.1', '100.64.3.2', 'fd12::1', '127.0.0.1'])(
    'is private: %s',
    async (address) => {
      expect(await results({ lookUp: async () => [address] })).toMatchObject([
        { level: 'warning', found: expect.stringContaining(`private address (${address})`) },
      ]);
    },
  );

  test.each([
    [30, 60, []],
    [3, 3, []],
    [81, 9, [{ level: 'warning', found: 'The certificate of locks.example.com ends in 9 days.' }]],
    [89, 1, [{ level: 'problem', found: 'The certificate of locks.example.com ends in 1 day.' }]],
  ])('has a certificate that is valid since %d days, for %d more', async (since, left, found) => {
    const now = Date.now() + 60_000;
    const certificate = async () => ({ validFrom: now - since * DAY_MS, validTo: now + left * DAY_MS });
    expect(await results({ certificate })).toMatchObject(found);
  });

  test('shows a certificate that this machine does not accept', async () => {
    const tls = createTlsServer(TEST_CERTIFICATE);
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    fronts.push({ close: () => void tls.close().closeAllConnections() });
    const { port } = tls.address() as AddressInfo;
    expect(await results({ certificate: () => peerCertificate('127.0.0.1', port) })).toMatchObject([
      { level: 'problem', found: expect.stringMatching(/not accepted \((DEPTH_ZERO_SELF_SIGNED_CERT)\)/) },
    ]);
    expect((await peerCertificate('127.0.0.1', port)).validTo).toBeGreaterThan(Date.UTC(2100, 0));
  });
});
