import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../../functions/clock.ts';
import {
  createHttpClient,
  type HttpRequest,
  type HttpRequestError,
} from '../../../functions/http/http-client.ts';
import { Program } from '../../support/program.ts';

const open: { server: Server; sockets: Set<Socket> }[] = [];

async function listening(server: Server): Promise<{ host: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ server, sockets });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

const httpServer = (listener: RequestListener) => listening(createHttpServer(listener));

afterEach(async () => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

const { send } = createHttpClient({ clock: systemClock, idleMs: 4000, maxBodyBytes: 1000 });
const get = (url: string, more: Partial<HttpRequest> = {}) =>
  send({ method: 'GET', url, headers: {}, ...more });

async function failureOf(exchange: Promise<unknown>): Promise<HttpRequestError> {
  return exchange.then(
    () => {
      throw new Error('the exchange did not fail');
    },
    (failure) => failure,
  );
}

test('the client returns status, headers and text of a response', async () => {
  const { host } = await httpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(418, { 'x-seen': `${request.method} ${request.headers['content-length']}` });
      response.end(`\uFEFF${Buffer.concat(chunks)} ü`);
    });
  });
  const answer = await send({
    ...{ method: 'POST', url: `http://${host}/`, headers: { 'content-type': 'text/plain' }, body: 'größer' },
  });
  expect(answer).toMatchObject({ status: 418, body: 'größer ü' });
  expect(answer.headers['x-seen']).toBe('POST 8');
});

test('the client decodes characters that are split between chunks', async () => {
  const bytes = Buffer.from('Tür 🔒');
  const { host } = await httpServer((_, response) => {
    response.write(bytes.subarray(0, 2));
    setTimeout(() => {
      response.write(bytes.subarray(2, 7));
      setTimeout(() => response.end(bytes.subarray(7)), 5);
    }, 5);
  });
  expect((await get(`http://${host}/`)).body).toBe('Tür 🔒');
});

test('the client reads a response in UTF-16', async () => {
  const { host } = await httpServer(
    (_, response) => void response.end(Buffer.from('\uFEFFTür 🔒', 'utf16le')),
  );
  expect((await get(`http://${host}/`)).body).toBe('Tür 🔒');
});

test('the client returns a redirect and does not follow it', async () => {
  const paths: (string | undefined)[] = [];
  const { host } = await httpServer((request, response) => {
    paths.push(request.url);
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect(await get(`http://${host}/here`)).toMatchObject({
    status: 302,
    headers: { location: '/elsewhere' },
  });
  expect(paths).toEqual(['/here']);
});

test('the client reuses one connection for several requests', async () => {
  const ports = new Set<number | undefined>();
  const { host } = await httpServer((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('ok');
  });
  for (let i = 0; i < 5; i++) await get(`http://${host}/`);
  expect(ports.size).toBe(1);
});

test('the client closes a connection that is idle for too long', async () => {
  const hasty = createHttpClient({ clock: systemClock, idleMs: 20, maxBodyBytes: 1000 });
  const { host, sockets } = await httpServer((_, response) => response.end('ok'));
  await hasty.send({ method: 'GET', url: `http://${host}/`, headers: {} });
  expect(sockets.size).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(sockets.size).toBe(0);
});

test('closing the client closes its idle connections', async () => {
  const { send: sendOnce, close } = createHttpClient({
    clock: systemClock,
    idleMs: 60_000,
    maxBodyBytes: 1000,
  });
  const { host, sockets } = await httpServer((_, response) => response.end('ok'));
  await sendOnce({ method: 'GET', url: `http://${host}/`, headers: {} });
  close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sockets.size).toBe(0);
});

test('a refused connection is reported as not sent', async () => {
  const { host } = await httpServer(() => {});
  const [{ server } = { server: undefined }] = open.splice(0);
  await new Promise((resolve) => server?.close(resolve));
  expect(await failureOf(get(`http://${host}/`))).toMatchObject({ code: 'ECONNREFUSED', sent: false });
});

test('an unfinished TLS handshake is reported as not sent', async () => {
  const { host } = await listening(createTcpServer(() => {}));
  const end = new AbortController();
  setTimeout(() => end.abort(), 50);
  expect(await failureOf(get(`https://${host}/`, { signal: end.signal }))).toMatchObject({ sent: false });
});

describe('a request with sendBy', () => {
  const soon = () => systemClock.now() + 100;

  test('is sent if a connection is open by then, and may be answered later', async () => {
    const { host } = await httpServer((_, response) => setTimeout(() => response.end('late'), 200));
    expect(await get(`http://${host}/`, { sendBy: soon() })).toMatchObject({ body: 'late' });
    // Over the connection that was kept, too.
    expect(await get(`http://${host}/`, { sendBy: soon() })).toMatchObject({ body: 'late' });
  });

  test('fails if no connection is open by then', async () => {
    const { host } = await listening(createTcpServer(() => {}));
    expect(await failureOf(get(`https://${host}/`, { sendBy: soon() }))).toMatchObject({
      ...{ code: 'TOO_LATE', sent: false },
    });
  });

  test('is not sent if the process learns of its connection too late', async () => {
    let seen = 0;
    const { host } = await httpServer((_, response) => {
      seen += 1;
      response.end();
    });
    const exchange = failureOf(get(`http://${host}/`, { sendBy: soon() }));
    // Let it begin to connect, then stand still, as an instance that is not given the processor.
    await new Promise((resolve) => process.nextTick(resolve));
    const until = performance.now() + 150;
    while (performance.now() < until);
    expect(await exchange).toMatchObject({ code: 'TOO_LATE', sent: false });
    expect(seen).toBe(0);
  });
});

test('a request has a user agent and asks for no compression', async () => {
  const seen: unknown[] = [];
  const { host } = await httpServer(({ headers }, response) => {
    seen.push(headers['user-agent'], headers['accept-encoding']);
    response.end();
  });
  await get(`http://${host}/`);
  expect(seen).toEqual([expect.stringMatching(/^sifely-google-home\/\d/), 'identity']);
});

test('a damaged compressed response is refused', async () => {
  const { host } = await httpServer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}').subarray(0, -4));
  });
  expect(await failureOf(get(`http://${host}/`))).toMatchObject({ code: 'ENCODED', sent: true, status: 200 });
});

test('the client uses the proxy of the environment', async () => {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('through the proxy');
  });
  server.on('connect', (request, socket) => {
    asked.push(`${request.method} ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  const { host } = await listening(server);
  const program = Program.node([join(__dirname, '../../support/ask-through-proxy.ts')], {
    env: { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: `http://${host}`, HTTPS_PROXY: `http://${host}` },
  });
  await program.until(/plain: through the proxy\n.*tls: /);
  await program.stop();
  expect(asked).toEqual(['GET http://sifely.invalid/a', 'CONNECT sifely.invalid:443']);
});

test('an untrusted certificate fails the request before anything is sent', async () => {
  // The answer is not even TLS; to the caller it is the same.
  const { host } = await httpServer((_, response) => response.end('ok'));
  expect(await failureOf(get(`https://${host}/`))).toMatchObject({ sent: false });
});

test('an aborted request without a response is reported as sent', async () => {
  const { host } = await httpServer(() => {});
  const end = new AbortController();
  setTimeout(() => end.abort(), 50);
  expect(await failureOf(get(`http://${host}/`, { signal: end.signal }))).toMatchObject({
    ...{ code: 'ABORTED', sent: true, status: undefined },
  });
});

test('a request that is aborted before it begins is never sent', async () => {
  let seen = 0;
  const { host } = await httpServer((_, response) => {
    seen += 1;
    response.end();
  });
  expect(await failureOf(get(`http://${host}/`, { signal: AbortSignal.abort() }))).toMatchObject({
    sent: false,
  });
  expect(seen).toBe(0);
});

test('a request on a broken connection is reported as sent', async () => {
  const { host } = await httpServer((request) => request.socket.destroy());
  expect(await failureOf(get(`http://${host}/`))).toMatchObject({ code: 'ECONNRESET', sent: true });
});

test('an incomplete response is refused', async () => {
  const { host } = await httpServer((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  });
  expect(await failureOf(get(`http://${host}/`))).toMatchObject({ sent: true, status: 200 });
});

test('a stalled response ends when the caller aborts', async () => {
  const { host } = await httpServer((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
  });
  const end = new AbortController();
  setTimeout(() => end.abort(), 50);
  expect(await failureOf(get(`http://${host}/`, { signal: end.signal }))).toMatchObject({
    ...{ sent: true, status: 200 },
  });
});

test('a response above the limit is refused, and its connection is closed', async () => {
  const { host, sockets } = await httpServer((_, response) => {
    const timer = setInterval(() => response.write('x'.repeat(400)), 1);
    response.on('close', () => clearInterval(timer));
  });
  expect(await failureOf(get(`http://${host}/`))).toMatchObject({ code: 'ANSWER_TOO_LONG', status: 200 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sockets.size).toBe(0);
});

test('a response that is not HTTP is reported by its code alone', async () => {
  const { host } = await listening(createTcpServer((socket) => socket.end('SSH-2.0-secret\r\n')));
  const failure = await failureOf(get(`http://${host}/`));
  expect(failure.code).toMatch(/^HPE_/);
  expect(JSON.stringify({ ...failure, message: failure.message })).not.toContain('secret');
});

test.each(['ftp://127.0.0.1/', 'no address', '//127.0.0.1/', ''])(
  'an address that is none of the web (%j) is a failure, and nothing is sent',
  async (url) => {
    expect(await failureOf(get(url))).toMatchObject({ sent: false });
  },
);

test('path and query arrive as written, with the name of the host', async () => {
  const seen: (string | undefined)[] = [];
  const { host } = await httpServer((request, response) => {
    seen.push(request.url, request.headers.host);
    response.end();
  });
  await get(`http://${host}/a/(b)?c=d%20e&f=/g`);
  await get(`http://${host}`);
  expect(seen).toEqual(['/a/(b)?c=d%20e&f=/g', host, '/', host]);
});

test('an invalid header is reported without its value', async () => {
  const failure = await failureOf(
    get('http://127.0.0.1:1/', { headers: { authorization: 'Bearer secret\n' } }),
  );
  expect(failure).toMatchObject({ code: 'ERR_INVALID_CHAR', sent: false });
  expect(failure.message).not.toContain('secret');
});

test('a request that nobody wants any more once its connection is open does not leave', async () => {
  const seen: (string | undefined)[] = [];
  const { host } = await httpServer((request, response) => {
    seen.push(request.url);
    response.end();
  });
  const isWanted = async () => false;
  const failure = await failureOf(get(`http://${host}/unwanted`, { isWanted }));
  expect(failure).toMatchObject({ code: 'UNWANTED', sent: false });
  await get(`http://${host}/wanted`, { isWanted: async () => true });
  // The connection is open: there was nothing to wait for.
  await get(`http://${host}/reused`, { isWanted });
  expect(seen).toEqual(['/wanted', '/reused']);
});
