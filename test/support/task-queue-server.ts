import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A task as it was created (Cloud Tasks API v2, `projects.locations.queues.tasks.create`). */
export interface CreatedTask {
  readonly name?: string;
  readonly scheduleTime?: string;
  readonly dispatchDeadline?: string;
  readonly httpRequest: {
    readonly url: string;
    /** Base64. */
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly oidcToken?: { readonly serviceAccountEmail: string };
  };
}

/** Cloud Tasks refuses tasks that are further ahead. */
const MAX_AHEAD_MS = 30 * 24 * 60 * 60_000;
const PATH = /^\/(projects\/[^/]+\/locations\/[^/]+\/queues\/[^/]+)\/tasks$/;

/**
 * The part of Cloud Tasks that the product uses: takes tasks, refuses a name that was taken before, and delivers each task to
 * `target` at its time, repeatedly until the answer is a success.
 */
export class TaskQueueServer {
  /** The tasks that were taken, with their queue. */
  readonly tasks: { readonly queue: string; readonly task: CreatedTask }[] = [];
  /** Answers to the next calls: a status, or no answer at all. */
  readonly faults: (number | 'silence')[] = [];
  /** Queues that do not exist, by their names, with the reason that is given. */
  readonly missing = new Map<string, 'NOT_FOUND' | 'FAILED_PRECONDITION'>();
  /** The number of tasks for queues that do not exist. */
  refusals = 0;
  /** The address that tasks are delivered to; without one they are not delivered. */
  target: string | undefined;
  /** The same for the tasks of one queue, by its name. */
  readonly targets = new Map<string, string>();
  readonly #server: Server;
  readonly #over = new AbortController();
  readonly #deliveries = new Set<Promise<void>>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<TaskQueueServer> {
    const queue = new TaskQueueServer();
    await new Promise<void>((resolve) => queue.#server.listen(0, '127.0.0.1', resolve));
    return queue;
  }

  /** The value for `CLOUD_TASKS_EMULATOR_HOST`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#deliveries);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { task } = (await json(request)) as { task: CreatedTask };
    const refuse = (status: number, reason: string) =>
      response
        .writeHead(status, { 'Content-Type': 'application/json' })
        .end(JSON.stringify({ error: { code: status, status: reason, message: reason } }));
    const queue = PATH.exec(request.url ?? '')?.[1];
    const fault = this.faults.shift();
    if (fault === 'silence') return;
    if (fault !== undefined) return void refuse(fault, fault === 403 ? 'PERMISSION_DENIED' : 'UNAVAILABLE');
    if (request.method !== 'POST' || queue === undefined) return void refuse(404, 'NOT_FOUND');
    const missing = this.missing.get(nameOf(queue));
    if (missing !== undefined) {
      this.refusals += 1;
      return void refuse(missing === 'NOT_FOUND' ? 404 : 400, missing);
    }
    if (task.name !== undefined && !task.name.startsWith(`${queue}/tasks/`)) {
      return void refuse(400, 'INVALID_ARGUMENT');
    }
    const dueAt = Date.parse(task.scheduleTime ?? new Date().toISOString());
    if (dueAt > Date.now() + MAX_AHEAD_MS) return void refuse(400, 'INVALID_ARGUMENT');
    if (task.name !== undefined && this.tasks.some((other) => other.task.name === task.name)) {
      return void refuse(409, 'ALREADY_EXISTS');
    }
    this.tasks.push({ queue, task });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(task));
    const delivery = this.#deliver(nameOf(queue), task, dueAt).finally(() =>
      this.#deliveries.delete(delivery),
    );
    this.#deliveries.add(delivery);
  }

  #targetOf(queue: string): string | undefined {
    return this.targets.get(queue) ?? this.target;
  }

  async #deliver(queue: string, task: CreatedTask, dueAt: number): Promise<void> {
    const { signal } = this.#over;
    for (let retries = 0; this.#targetOf(queue) !== undefined && !signal.aborted; retries += 1) {
      const pause = retries === 0 ? Math.max(0, dueAt - Date.now()) : 500;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        signal.addEventListener('abort', () => [clearTimeout(timer), resolve()], { once: true });
      });
      const target = this.#targetOf(queue);
      if (signal.aborted || target === undefined) return;
      const response = await fetch(target, {
        method: 'POST',
        signal,
        headers: {
          ...task.httpRequest.headers,
          Authorization: `Bearer ${tokenOf(task.httpRequest.oidcToken?.serviceAccountEmail ?? '')}`,
          'X-CloudTasks-TaskName': task.name?.split('/').at(-1) ?? 'unnamed',
          'X-CloudTasks-TaskRetryCount': String(retries),
        },
        body: Buffer.from(task.httpRequest.body, 'base64'),
      }).catch(() => undefined);
      if (response?.ok === true) return;
    }
  }
}

/** Returns the name of a queue, without project and location. */
function nameOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** Returns a token as Google signs it for a task; the platform, not the function, checks the signature. */
function tokenOf(email: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: email, email })}.signature`;
}
