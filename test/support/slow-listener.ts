import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const SCRIPT = `
const [host, port, ms] = process.argv.slice(1);
const server = require('node:http').createServer((request, response) => response.end('slow'));
server.listen({ host, port: Number(port), backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
});`;

/**
 * An address that takes no connection for a while: its queue is full, so that the system drops what comes, as an unreachable network does.
 * A connection that begins during the first 0.8 s is taken after one second, when the system tries again.
 */
export class SlowListener {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #fillers: readonly Socket[];

  private constructor(port: number, child: ChildProcess, fillers: readonly Socket[]) {
    this.port = port;
    this.#child = child;
    this.#fillers = fillers;
  }

  static async start(host: string, ms: number, wanted = 0): Promise<SlowListener> {
    const child = spawn(process.execPath, ['-e', SCRIPT, host, String(wanted), String(ms)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [data] = await once(child.stdout, 'data');
    const port = Number(data);
    // The queue takes one more than its length.
    const fillers = await Promise.all(
      [1, 2].map(async () => {
        const socket = connect({ host, port });
        socket.on('error', () => {});
        await once(socket, 'connect');
        return socket;
      }),
    );
    return new SlowListener(port, child, fillers);
  }

  async close(): Promise<void> {
    for (const filler of this.#fillers) filler.destroy();
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}
