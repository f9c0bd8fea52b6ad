import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http, { createServer as createHttpServer } from 'node:http';
import https, { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  getDefaultAutoSelectFamilyAttemptTimeout,
  type LookupFunction,
  type Server,
  setDefaultAutoSelectFamilyAttemptTimeout,
} from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { systemClock } from '../../../functions/clock.ts';
import { connectPatientlyByDefault } from '../../../functions/http/connection-pool.ts';
import { createHttpClient, type HttpRequest } from '../../../functions/http/http-client.ts';
import { ROOT } from '../../support/program.ts';
import { SlowListener } from '../../support/slow-listener.ts';
import { TEST_CERTIFICATE } from '../../support/tls-certificate.ts';

const V4 = '127.0.0.1';
const V6 = '::1';
const BLOCKED_MS = 800;
const FOR_EVER_MS = 60_000;

const slow: SlowListener[] = [];
const servers: Server[] = [];
const closings: (() => void)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) close();
  await Promise.all(slow.splice(0).map((one) => one.close()));
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
});

async function slowListener(host: string, ms: number, port = 0): Promise<number> {
  const listener = await SlowListener.start(host, ms, port);
  slow.push(listener);
  return listener.port;
}

async function listening(server: Server, host = V4, port = 0): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
}

const quick = () => createHttpServer((_, response) => response.end('quick'));

/** Resolves every name to these addresses, in this order. */
const to =
  (...addresses: string[]): LookupFunction =>
  (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

function get(lookup: LookupFunction, url: string, more: Partial<HttpRequest> = {}) {
  const { send, close } = createHttpClient({
    clock: systemClock,
    idleMs: 1000,
    maxBodyBytes: 1000,
    lookup,
  });
  closings.push(close);
  return send({ method: 'GET', url, headers: {}, ...more });
}

test('a slow IPv4 address before an IPv6 address that fails at once is waited for', async () => {
  const port = await slowListener(V4, BLOCKED_MS);
  expect(await get(to(V4, V6), `http://sifely.test:${port}/`)).toMatchObject({ body: 'slow' });
});

test('a slow IPv4 address before an IPv6 address that never answers is waited for', async () => {
  const port = await slowListener(V6, FOR_EVER_MS);
  await slowListener(V4, BLOCKED_MS, port);
  expect(await get(to(V4, V6), `http://sifely.test:${port}/`)).toMatchObject({ body: 'slow' });
});

test('a slow IPv4 address behind an IPv6 address that never answers is reached in time for an unlock', async () => {
  const port = await slowListener(V6, FOR_EVER_MS);
  await slowListener(V4, BLOCKED_MS, port);
  const sendBy = Date.now() + 3500;
  expect(await get(to(V6, V4), `http://sifely.test:${port}/`, { sendBy })).toMatchObject({ body: 'slow' });
});

test('an IPv6 address that never answers is not waited for', async () => {
  const port = await slowListener(V6, FOR_EVER_MS);
  await listening(quick(), V4, port);
  const startedAt = performance.now();
  expect(await get(to(V6, V4), `http://sifely.test:${port}/`)).toMatchObject({ body: 'quick' });
  // Node's own limit would take this long for each address.
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test('families alternate, so that several dead addresses of one do not come first', async () => {
  const port = await slowListener(V6, FOR_EVER_MS);
  await listening(quick(), V4, port);
  const startedAt = performance.now();
  const lookup = to(V6, V6, V6, V6, V4);
  expect(await get(lookup, `http://sifely.test:${port}/`)).toMatchObject({ body: 'quick' });
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test('the cause of a failure is that of an address to which there is a way', async () => {
  const port = await slowListener(V4, 1);
  await slow.pop()?.close();
  // A multicast address, to which no connection has a way.
  const failure = await get(to('ff02::1', V4), `http://sifely.test:${port}/`).catch((error) => error);
  expect(failure).toMatchObject({ code: 'ECONNREFUSED', sent: false });
});

test('a name that is not known is a failure that was not sent', async () => {
  const lookup: LookupFunction = (_name, _options, callback) =>
    callback(Object.assign(new Error('secret.example'), { code: 'ENOTFOUND' }), []);
  const failure = await get(lookup, 'http://sifely.test/').catch((error) => error);
  expect(failure).toMatchObject({ code: 'ENOTFOUND', sent: false });
});

test.each([
  ['its time to be sent is over', 'TOO_LATE', () => ({ sendBy: Date.now() + 300 })],
  ['its caller gives up', 'ABORTED', () => ({ signal: AbortSignal.timeout(300) })],
])('a request that still connects fails when %s', async (_when, code, more) => {
  const port = await slowListener(V4, FOR_EVER_MS);
  const failure = await get(to(V4, V6), `http://sifely.test:${port}/`, more()).catch((error) => error);
  expect(failure).toMatchObject({ code, sent: false });
});

test('a request whose name is still being resolved fails when its time to be sent is over', async () => {
  const never: LookupFunction = () => {};
  const failure = await get(never, 'http://sifely.test/', { sendBy: Date.now() + 100 }).catch((e) => e);
  expect(failure).toMatchObject({ code: 'TOO_LATE', sent: false });
});

describe('TLS', () => {
  const trusted = getCACertificates('default');
  beforeEach(() => setDefaultCACertificates([...trusted, TEST_CERTIFICATE.cert]));
  afterEach(() => setDefaultCACertificates(trusted));

  test('is spoken with the address that answers, and the connection is used again', async () => {
    const ports = new Set<number | undefined>();
    const secure = createTlsServer(TEST_CERTIFICATE, (request, response) => {
      ports.add(request.socket.remotePort);
      response.end('secure');
    });
    const port = await slowListener(V6, FOR_EVER_MS);
    await listening(secure, V4, port);
    const { send, close } = createHttpClient({
      ...{ clock: systemClock, idleMs: 1000, maxBodyBytes: 1000, lookup: to(V6, V4) },
    });
    closings.push(close);
    const url = `https://sifely.test:${port}/`;
    for (let round = 0; round < 3; round++) {
      expect(await send({ method: 'GET', url, headers: {} })).toMatchObject({ body: 'secure' });
    }
    expect(ports.size).toBe(1);
  });

  test('with a certificate for another name is refused before anything is sent', async () => {
    const port = await listening(createTlsServer(TEST_CERTIFICATE, (_, response) => response.end('secure')));
    const failure = await get(to(V4), `https://other.test:${port}/`).catch((error) => error);
    expect(failure).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID', sent: false });
  });

  test('that is cut in the middle of a request is reset', async () => {
    const errors: (string | undefined)[] = [];
    const secure = createTlsServer(TEST_CERTIFICATE, () => {});
    secure.on('secureConnection', (socket) =>
      socket.on('error', ({ code }: NodeJS.ErrnoException) => errors.push(code)),
    );
    const port = await listening(secure);
    const signal = AbortSignal.timeout(300);
    const failure = await get(to(V4), `https://sifely.test:${port}/`, { signal }).catch((error) => error);
    expect(failure).toMatchObject({ code: 'ABORTED', sent: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(errors).toEqual(['ECONNRESET']);
  });
});

describe('libraries with an HTTP client of their own', () => {
  const before = {
    plain: http.globalAgent,
    tls: https.globalAgent,
    attemptMs: getDefaultAutoSelectFamilyAttemptTimeout(),
  };
  beforeEach(() => connectPatientlyByDefault(systemClock));
  afterEach(() => {
    http.globalAgent.destroy();
    https.globalAgent.destroy();
    http.globalAgent = before.plain;
    https.globalAgent = before.tls;
    setDefaultAutoSelectFamilyAttemptTimeout(before.attemptMs);
  });

  test('wait for a slow IPv4 address before an IPv6 address that fails at once', async () => {
    const port = await slowListener(V4, BLOCKED_MS);
    const request = http.get({ host: 'sifely.test', port, lookup: to(V4, V6) });
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
  });

  test('connect over TLS past an IPv6 address that never answers', async () => {
    const port = await slowListener(V6, FOR_EVER_MS);
    await listening(
      createTlsServer(TEST_CERTIFICATE, (_, response) => response.end('secure')),
      V4,
      port,
    );
    const request = https.get({
      ...{ host: 'sifely.test', port, lookup: to(V6, V4), ca: TEST_CERTIFICATE.cert },
    });
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
  });

  test('wait longer for an address also where they bring their own agent', () => {
    expect(getDefaultAutoSelectFamilyAttemptTimeout()).toBeGreaterThanOrEqual(1000);
  });

  test.each([
    ['functions/index.ts', 'connectPatientlyByDefault(systemClock)'],
    ['functions/server.ts', 'connectPatientlyByDefault(systemClock)'],
    ['cli/main.ts', 'connectPatientlyByDefault(systemClock)'],
    ['simulators/google/main.ts', 'setDefaultAutoSelectFamilyAttemptTimeout(2000)'],
    ['simulators/sifely/main.ts', 'setDefaultAutoSelectFamilyAttemptTimeout(2000)'],
  ])('wait longer in %s', (entryPoint, call) => {
    expect(readFileSync(join(ROOT, entryPoint), 'utf8')).toContain(call);
  });
});
