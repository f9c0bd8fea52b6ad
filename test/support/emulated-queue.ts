import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Job } from '../../functions/jobs/jobs.ts';

/**
 * A HomeGraph API that only unlinks: it records when the deployed product runs its `unlink` jobs, and fails or hangs as a
 * test says.
 */
export class UnlinkRecorder {
  readonly runs: { readonly job: Job; readonly at: number }[] = [];
  /** By name: how many of the next runs fail. */
  readonly failures = new Map<string, number>();
  /** Names whose next run is never answered. */
  readonly hanging = new Set<string>();
  readonly #server: Server;
  #watchers: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<UnlinkRecorder> {
    const recorder = new UnlinkRecorder();
    await new Promise<void>((resolve) => recorder.#server.listen(0, '127.0.0.1', resolve));
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits until `times` runs of a name have begun. */
  async ran(name: string, times: number): Promise<void> {
    const count = () =>
      this.runs.filter(({ job }) => job.kind === 'unlink' && job.agentUserId === name).length;
    while (count() < times) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const name = /^\/v1\/agentUsers\/([^/?]+)/.exec(request.url ?? '')?.[1];
    if (request.method !== 'DELETE' || name === undefined) {
      response.writeHead(404).end('{}');
      return;
    }
    this.runs.push({ job: { kind: 'unlink', agentUserId: name }, at: Date.now() });
    for (const changed of this.#watchers.splice(0)) changed();
    if (this.hanging.delete(name)) return;
    const failures = this.failures.get(name) ?? 0;
    this.failures.set(name, Math.max(0, failures - 1));
    response.writeHead(failures > 0 ? 503 : 200, { 'Content-Type': 'application/json' }).end('{}');
  }
}
