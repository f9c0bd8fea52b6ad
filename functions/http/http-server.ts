import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { ListenOptions } from 'node:net';
import type { Clock } from '../clock.ts';
import { IdleConnections, maxIdleConnections } from './idle-connections.ts';

export interface HttpServer {
  readonly host: string;
  /** The actual port, also if 0 was requested. */
  readonly port: number;
  /** Sets the handler of all requests; until then they get a 503. */
  handle(listener: RequestListener): void;
  /** Stops listening, waits up to `graceMs` milliseconds for running requests, and then aborts the rest. */
  close(graceMs: number): Promise<void>;
}

/** Node accepts one connection per socket and turn of the event loop (libuv 1.45): with one socket, many callers would wait for that. */
const SOCKETS = 16;

/** A connection on which nothing moves for so long during a request is closed; no answer takes longer. */
const MAX_STILL_MS = 60_000;

/** Starts listening. Throws Node's error (`code` is EADDRINUSE, EACCES, …) if it cannot. Of more idle connections the oldest is cut. */
export async function listen(
  host: string,
  port: number,
  clock: Clock,
  maxIdle = maxIdleConnections(),
): Promise<HttpServer> {
  const idle = new IdleConnections(maxIdle);
  let listener: RequestListener = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '1' }).end();
  };
  const handle: RequestListener = (request, response) => {
    idle.requested(request.socket, response);
    listener(request, response);
  };
  const create = () =>
    createServer(handle)
      // Or else Node refuses an `Expect` that it does not know.
      .on('checkExpectation', handle)
      .on('connection', (socket) => idle.opened(socket));
  const servers = await openSockets(create, host, port);
  return {
    host,
    port: portOf(servers[0]),
    handle: (handler) => {
      listener = handler;
    },
    close: async (graceMs) => {
      await Promise.all(servers.map((server) => close(server, graceMs, clock)));
    },
  };
}

/** Opens the sockets of a port, or a single one where they cannot share it. */
async function openSockets(create: () => Server, host: string, port: number): Promise<Server[]> {
  const servers: Server[] = [];
  // Two servers that share a port would each get a part of the requests, and neither would know.
  if (port !== 0 && isTaken(port)) return [await open(create(), { host, port })];
  try {
    while (servers.length < SOCKETS) {
      const shared = servers[0] === undefined ? port : portOf(servers[0]);
      servers.push(await open(create(), { host, port: shared, reusePort: true }));
    }
    return servers;
  } catch {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return [await open(create(), { host, port })];
  }
}

/** True if a server listens on a port of this machine, or if the system does not tell (only Linux does). */
function isTaken(port: number): boolean {
  // A line is "sl local_address rem_address st …"; 0A is the state LISTEN.
  const listening = new RegExp(
    `^ *\\d+: [0-9A-F]+:${port.toString(16).toUpperCase().padStart(4, '0')} [0-9A-F:]+ 0A `,
    'm',
  );
  try {
    return (
      listening.test(readFileSync('/proc/net/tcp', 'utf8')) || listening.test(readIfThere('/proc/net/tcp6'))
    );
  } catch {
    return true;
  }
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

async function open(server: Server, options: ListenOptions): Promise<Server> {
  // Longer than the idle time of usual proxies (60 s): the proxy must close the connection first.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 20_000;
  server.requestTimeout = 30_000;
  // Or else a caller that does not read its answers keeps its connection for ever.
  server.timeout = MAX_STILL_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server;
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return address.port;
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
