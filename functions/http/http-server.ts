import { createServer, type RequestListener, type Server } from 'node:http';
import type { Clock } from '../clock.ts';

export interface HttpServer {
  readonly host: string;
  /** The actual port, also if 0 was requested. */
  readonly port: number;
  /** Sets the handler of all requests; until then they get a 503. */
  handle(listener: RequestListener): void;
  /** Stops listening, waits up to `graceMs` milliseconds for running requests, and then aborts the rest. */
  close(graceMs: number): Promise<void>;
}

/** Starts listening. Throws Node's error (`code` is EADDRINUSE, EACCES, …) if it cannot. */
export async function listen(host: string, port: number, clock: Clock): Promise<HttpServer> {
  let listener: RequestListener = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '1' }).end();
  };
  const server = createServer((request, response) => listener(request, response));
  // Or else Node refuses an `Expect` that it does not know.
  server.on('checkExpectation', (request, response) => listener(request, response));
  // Longer than the idle time of usual proxies (60 s): the proxy must close the connection first.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 20_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    host,
    port: address.port,
    handle: (handler) => {
      listener = handler;
    },
    close: (graceMs) => close(server, graceMs, clock),
  };
}

/** How often idle connections are closed while the server waits for running requests. */
const IDLE_CHECK_MS = 50;

async function close(server: Server, graceMs: number, clock: Clock): Promise<void> {
  let closed = false;
  const whenClosed = new Promise<void>((resolve) => {
    server.close(() => {
      closed = true;
      resolve();
    });
  });
  const end = clock.now() + graceMs;
  while (!closed && clock.now() < end) {
    server.closeIdleConnections();
    await Promise.race([whenClosed, clock.delay(IDLE_CHECK_MS)]);
  }
  server.closeAllConnections();
  await whenClosed;
}
