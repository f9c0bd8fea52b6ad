import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the server received. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The number of requests before this one. */
  readonly index: number;
}

/** An answer; `body` is sent as JSON unless it is a string. */
export interface GivenReply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `silent` never answers, `drop` cuts the connection, `stall` sends headers and half a body. */
  readonly fault?: 'silent' | 'drop' | 'stall';
}

/** A running little server. */
export interface LittleServer {
  readonly baseUrl: string;
  readonly requests: SeenRequest[];
  /** Resolves when this many requests have arrived. */
  seen(count: number): Promise<void>;
  close(): Promise<void>;
}

const running = new Set<LittleServer>();

/** Starts a server that answers real HTTP on loopback with what the test gives. */
export async function littleServer(
  answer: (request: SeenRequest) => GivenReply | Promise<GivenReply>,
): Promise<LittleServer> {
  const requests: SeenRequest[] = [];
  const watchers = new Set<() => void>();
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const url = new URL(incoming.url ?? '/', 'http://server.invalid');
    const request: SeenRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
      index: requests.length,
    };
    requests.push(request);
    for (const watch of watchers) watch();
    const { status = 200, body = '', headers = {}, fault } = await answer(request);
    if (fault === 'silent') return;
    if (fault === 'drop') return void incoming.socket.destroy();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
    if (fault === 'stall') return void outgoing.write(text.slice(0, text.length / 2));
    outgoing.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const little: LittleServer = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    seen: (count) =>
      new Promise((resolve) => {
        const watch = () => {
          if (requests.length < count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
    close: () => closeServer(server).finally(() => running.delete(little)),
  };
  running.add(little);
  return little;
}

/** Closes every server that a test left running; for `afterEach`. */
export async function closeLittleServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.close()));
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
