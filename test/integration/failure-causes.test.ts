import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../functions/clock.ts';
import { createCloudTasks } from '../../functions/jobs/cloud-tasks.ts';
import { createLogger } from '../../functions/logs/create-logger.ts';
import { failureCause } from '../../functions/logs/failure-cause.ts';
import type { Logger } from '../../functions/logs/logger.ts';
import { createHomeGraph } from '../../functions/reporting/home-graph/client.ts';
import { createSifelyCloud } from '../../functions/sifely/index.ts';
import { openFirestoreStore } from '../../functions/store/firestore/firestore.ts';
import { TimeoutError } from '../../functions/timeout.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { Program } from '../support/program.ts';
import { TEST_CERTIFICATE } from '../support/tls-certificate.ts';
import { writeWorkloadIdentity } from '../support/workload-identity.ts';
import { fixedRandom } from '../unit/sifely/client.ts';

const CALL_HOME_GRAPH = join(__dirname, '../support/call-home-graph.ts');

const servers: { server: Server; sockets: Set<Socket> }[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causes-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function portOf(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({ server, sockets });
  return (server.address() as AddressInfo).port;
}

async function refusing(): Promise<string> {
  const port = await portOf(createTcpServer());
  await new Promise((resolve) => servers.pop()?.server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** An address at which a call fails, and the cause that is logged. */
const FAILURES: [string, () => Promise<string>, RegExp][] = [
  ['is refused', refusing, /^ECONNREFUSED$/],
  [
    'is cut',
    async () => `http://127.0.0.1:${await portOf(createHttpServer(({ socket }) => socket.destroy()))}`,
    /^ECONNRESET$/,
  ],
  ['is unknown to DNS', async () => 'http://nothing.invalid', /^(ENOTFOUND|EAI_AGAIN)$/],
  [
    'has an untrusted certificate',
    async () => `https://127.0.0.1:${await portOf(createTlsServer(TEST_CERTIFICATE, () => {}))}`,
    /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
  ],
  [
    'speaks no TLS',
    async () => `https://127.0.0.1:${await portOf(createTcpServer((socket) => socket.end('no TLS at all')))}`,
    /^(EPROTO|ERR_SSL_\w+)$/,
  ],
  [
    'speaks no HTTP',
    async () =>
      `http://127.0.0.1:${await portOf(createTcpServer((socket) => socket.end('no HTTP\r\n\r\n')))}`,
    /^HPE_\w+$/,
  ],
];

interface Logged {
  readonly clock: OffsetClock;
  readonly logger: Logger;
  /** The lines with this message, parsed. */
  readonly lines: (message: string) => Record<string, unknown>[];
}

function logged(): Logged {
  const written: string[] = [];
  const clock = new OffsetClock();
  const destination = { write: (line: string) => void written.push(line) };
  const logger = createLogger({ format: 'cloud', level: 'debug', clock, destination });
  const lines = (message: string) =>
    written.map((line) => JSON.parse(line)).filter((line) => line.message === message);
  return { clock, logger, lines };
}

describe.each(FAILURES)('the log says why a server %s', (_what, addressOf, cause) => {
  test('to which a command of Sifely goes', async () => {
    const { clock, logger, lines } = logged();
    const baseUrl = await addressOf();
    const cloud = createSifelyCloud({ profile: 'api-key', baseUrl, clock, random: fixedRandom, logger });
    const credentials = { kind: 'api-key', token: 'sk-key-1' };
    const store = { owner: 'a', credentials, reload: async () => credentials, save: async () => {} };
    await cloud
      .open(store)
      .operate('1', 'lock')
      .catch(() => {});
    expect(lines('sifely call')).toMatchObject([{ cause: expect.stringMatching(cause) }]);
  });

  test('at which Sifely signs in', async () => {
    const { clock, logger, lines } = logged();
    const baseUrl = await addressOf();
    const cloud = createSifelyCloud({ profile: 'api-key', baseUrl, clock, random: fixedRandom, logger });
    await cloud.signIn('alice', 'password').catch(() => {});
    expect(lines('sifely call')).toMatchObject([{ cause: expect.stringMatching(cause) }]);
  });

  test('to which HomeGraph calls go', async () => {
    const { clock, logger, lines } = logged();
    const address = await addressOf();
    // Other calls first get a token, as below.
    if (!address.includes('127.0.0.1')) return;
    const homeGraph = homeGraphAt(address, clock, logger);
    expect(await homeGraph.requestSync('account')).toMatchObject({ outcome: 'unavailable' });
    expect(lines('homegraph call')).toMatchObject([{ cause: expect.stringMatching(cause) }]);
  });

  // In a process of its own, where Google's library loads its parts as it does in production.
  test('from which tokens for HomeGraph come', async () => {
    const file = writeWorkloadIdentity(folder, await addressOf());
    const program = Program.node([CALL_HOME_GRAPH, 'https://homegraph.invalid', file], {
      env: { GOOGLE_APPLICATION_CREDENTIALS: file, GOOGLE_CLOUD_PROJECT: 'demo-test' },
    });
    await program.until(/agentUsers\.delete/);
    await program.stop();
    const calls = program.output.split('\n').filter((line) => line.includes('"homegraph call"'));
    expect(calls.map((line) => JSON.parse(line))).toMatchObject([
      {
        outcome: 'unavailable',
        detail: expect.stringContaining('no access token'),
        cause: expect.stringMatching(cause),
      },
      { outcome: 'unavailable' },
    ]);
  });

  test('that keeps the documents', async () => {
    const { clock, logger, lines } = logged();
    const { protocol, host } = new URL(await addressOf());
    const ssl = protocol === 'https:';
    const store = openFirestoreStore({ clock, projectId: 'demo-test', host, ssl, bearer: 'owner' });
    const ticking = setInterval(() => clock.advance(100), 10);
    const error = await store.get([{ collection: 'accounts', id: 'a' }]).catch((failure: unknown) => failure);
    clearInterval(ticking);
    await store.close();
    logger.error('request failed', { error });
    expect(lines('request failed')).toMatchObject([{ cause: expect.stringMatching(cause) }]);
  });
});

function homeGraphAt(homegraphUrl: string, clock: Clock, logger: Logger) {
  const google = { clientId: '', clientSecrets: [], projectId: undefined, credentialsFile: undefined };
  return createHomeGraph({ config: { google: { ...google, homegraphUrl } }, clock, logger });
}

test('the log says why Cloud Tasks did not accept a job', async () => {
  const { clock, logger, lines } = logged();
  process.env['CLOUD_TASKS_EMULATOR_HOST'] = new URL(await refusing()).host;
  const queue = createCloudTasks({ projectId: 'demo-test', region: 'r', emulated: true, clock, logger });
  const error = await queue.enqueue({ kind: 'poll', accountId: 'a' }).catch((failure: unknown) => failure);
  delete process.env['CLOUD_TASKS_EMULATOR_HOST'];
  logger.error('could not enqueue a Request Sync', { error });
  expect(lines('could not enqueue a Request Sync')).toMatchObject([{ cause: 'ECONNREFUSED' }]);
});

describe('the log says that there was no answer in time', () => {
  const silent = async () => {
    const server = createHttpServer(() => {});
    const asked = once(server, 'request');
    return { url: `http://127.0.0.1:${await portOf(server)}`, asked };
  };

  test('from Sifely', async () => {
    const { clock, logger, lines } = logged();
    const { url, asked } = await silent();
    const cloud = createSifelyCloud({ profile: 'api-key', baseUrl: url, clock, random: fixedRandom, logger });
    const signedIn = cloud.signIn('alice', 'password').catch(() => {});
    await asked;
    clock.advance(10_001);
    await signedIn;
    expect(lines('sifely call')).toMatchObject([{ cause: 'NO_ANSWER' }]);
  });

  test('from the server for tokens', () => {
    expect(failureCause(new TimeoutError(10_000))).toBe('NO_ANSWER');
  });

  test('from HomeGraph', async () => {
    const { clock, logger, lines } = logged();
    const { url } = await silent();
    await homeGraphAt(url, clock, logger).requestSync('account');
    expect(lines('homegraph call')).toMatchObject([{ cause: 'NO_ANSWER' }]);
  });
});

test('no cause has an address or a text of the other side', async () => {
  const { logger, lines } = logged();
  const cause = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:443'), {
    code: 'not a code: 10.0.0.7',
  });
  logger.error('request failed', { error: new Error('failed', { cause }) });
  expect(lines('request failed')[0]).not.toHaveProperty('cause');
});
