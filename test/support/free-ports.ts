import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Returns the first of `count` free ports in a row, for programs that take theirs from a setting. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await open(0);
    const start = (first.address() as AddressInfo).port;
    const opened = [first];
    try {
      for (let port = start + 1; port < start + count; port++) opened.push(await open(port));
      return start;
    } catch {
      // One of the row is taken: try others.
    } finally {
      await Promise.all(opened.map((server) => new Promise((resolve) => server.close(resolve))));
    }
  }
}

function open(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
