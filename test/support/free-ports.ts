import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';

/** Systems give connections the ports above (Linux: from 32,768 on), which could take a free one before its program does. */
const PORTS = { from: 12_000, to: 32_000 };

/** Returns the first of `count` free ports in a row, for programs that take theirs from a setting. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const start = randomInt(PORTS.from, PORTS.to - count);
    const opened: Server[] = [];
    try {
      for (let port = start; port < start + count; port++) opened.push(await open(port));
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
