import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A proxy between the product and a cloud that changes the answers, as those of hosters and offices do. */
export interface AlteringProxy {
  readonly url: string;
  readonly host: string;
  /** The origin to which requests are passed. */
  target: string;
  /** Changes an answer; default none. */
  alter: (answer: Answer) => Answer;
  close(): Promise<void>;
}

/** Starts a proxy on loopback. */
export async function startAlteringProxy(): Promise<AlteringProxy> {
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (!/^(host|connection|content-length|transfer-encoding|expect)$/.test(name))
        headers.set(name, String(value));
    }
    const response = await fetch(`${proxy.target}${incoming.url}`, {
      ...{ method: incoming.method ?? 'GET', headers, redirect: 'manual' },
      ...(body.length > 0 && { body }),
    });
    const {
      status,
      headers: altered,
      body: text,
    } = proxy.alter({
      status: response.status,
      headers: Object.fromEntries(
        [...response.headers].filter(([name]) => !/length|encoding|connection/.test(name)),
      ),
      body: Buffer.from(await response.arrayBuffer()),
    });
    outgoing.writeHead(status, altered).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: AlteringProxy = {
    ...{ url: `http://${host}`, host, target: '', alter: (answer) => answer },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
