import { createServer, type RequestListener, type Server } from 'node:http';
import type { Clock } from '../clock.ts';

/** A server that listens, and can stop without breaking off what is under way. */
export interface HttpServer {
  readonly host: string;
  /** The port it got, also where 0 asked for any. */
  readonly port: number;
  /** Takes over all requests from now on; until then they are answered 503. */
  handle(listener: RequestListener): void;
  /**
   * Stops listening, waits for requests under way, and after `graceMs` milliseconds breaks off those that are left.
   */
  close(graceMs: number): Promise<void>;
}

/** Rejects with Node's error (`code` is EADDRINUSE, EACCES, …) when it cannot listen. */
export async function listen(host: string, port: number, clock: Clock): Promise<HttpServer> {
  let listener: RequestListener = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '1' }).end();
  };
  const server = createServer((request, response) => listener(request, response));
  // Longer than the idle time of usual proxies (60 s): it is the proxy that must hang up first.
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
    handle: (taking) => {
      listener = taking;
    },
    close: (graceMs) => close(server, graceMs, clock),
  };
}

/** How often connections that fell idle are closed while the server waits for the rest. */
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
