import type { SimulatorOptions } from '../../../simulators/sifely/index.ts';
import { Surroundings } from '../deployment.ts';
import { freePorts } from '../free-ports.ts';
import type { Program } from '../program.ts';
import { TaskQueueServer } from '../task-queue-server.ts';
import { Front } from './front.ts';
import { listening, startFunction } from './functions.ts';
import { SifelyWatch } from './sifely-watch.ts';

/** A deployment's options. */
export interface CloudRunOptions {
  /** The folder of the bundle, see `buildFunctions`. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly sifely?: SimulatorOptions;
}

/** The functions, each in a process of its own. */
type Target = 'api' | 'jobs';

/**
 * The fate of the instance that answers: it lives on; it stands still from its last answer to the next request, as on Cloud Run; or
 * it is killed at its next answer to an intent.
 */
type Fate = 'live' | 'freeze' | 'kill';

/**
 * The bundle as it is deployed: a process for `api` behind a front end, a process for `jobs`, which here runs the tasks of
 * all queues, Cloud Tasks between them, Firestore as store, and both clouds. `api` can be stopped, continued and killed at any time.
 */
export class CloudRun {
  readonly surroundings: Surroundings;
  readonly front: Front;
  readonly queue: TaskQueueServer;
  /** The fate of `api`. */
  atAnswer: Fate = 'live';
  readonly watch: SifelyWatch;
  readonly #options: CloudRunOptions;
  readonly #ports: { readonly api: number; readonly jobs: number };
  readonly #ended: Program[] = [];
  readonly #programs: Record<Target, Program>;
  readonly #frozen = new Set<Target>();
  readonly #killed = new Set<Target>();

  private constructor(
    parts: Pick<CloudRun, 'surroundings' | 'front' | 'queue'> & {
      readonly options: CloudRunOptions;
      readonly port: number;
    },
  ) {
    this.surroundings = parts.surroundings;
    this.front = parts.front;
    this.queue = parts.queue;
    this.#options = parts.options;
    this.#ports = { api: parts.port, jobs: parts.port + 1 };
    this.#programs = { api: this.#start('api'), jobs: this.#start('jobs') };
    this.watch = new SifelyWatch(this.surroundings.sifely);
    this.front.onRequest = () => this.thaw();
    this.front.onAnswer = ({ path }) => {
      if (this.atAnswer === 'freeze' && this.front.active.length === 0) this.freeze();
      if (this.atAnswer === 'kill' && path === '/smarthome') this.kill('api');
    };
  }

  /** Starts everything; resolves when both functions listen. */
  static async start(options: CloudRunOptions): Promise<CloudRun> {
    const front = await Front.start();
    const surroundings = await Surroundings.start(front.url, options.sifely);
    const queue = await TaskQueueServer.start();
    const deployment = new CloudRun({ surroundings, front, queue, options, port: await freePorts(2) });
    const { api, jobs } = deployment.#ports;
    front.target = api;
    queue.target = `http://127.0.0.1:${jobs}`;
    const { api: answering, jobs: working } = deployment.#programs;
    await Promise.all([listening(api, answering), listening(jobs, working)]);
    return deployment;
  }

  /** Everything that the processes wrote, ended ones too. */
  get output(): string {
    return [...this.#ended, ...Object.values(this.#programs)].map(({ output }) => output).join('\n');
  }

  /** When `api` received the request of the owner job of a lock, ms since the epoch, the newest one; `undefined` without a job. */
  receivedAt(lockId: string): number | undefined {
    const jobs = this.queue.tasks.map(({ task }) => {
      const { job } = JSON.parse(Buffer.from(task.httpRequest.body, 'base64').toString()).data;
      return job.kind === 'command' && job.lockId === lockId ? Number(job.since) : 0;
    });
    return Math.max(0, ...jobs) || undefined;
  }

  /** Gives `api` a living process that is not stopped, whatever happened to it. */
  async revive(): Promise<void> {
    this.atAnswer = 'live';
    this.thaw();
    if (this.#killed.has('api')) await this.restart('api');
  }

  /** True while `api` has no processor. */
  get isFrozen(): boolean {
    return this.#frozen.has('api');
  }

  /** Takes the processor away from a process. */
  freeze(target: Target = 'api'): void {
    this.#frozen.add(target);
    this.#signal(target, 'SIGSTOP');
  }

  /** Gives the processor back. */
  thaw(target: Target = 'api'): void {
    if (this.#frozen.delete(target)) this.#signal(target, 'SIGCONT');
  }

  /** Kills a process where it stands, without a chance to do anything more. */
  kill(target: Target): void {
    this.#frozen.delete(target);
    this.#killed.add(target);
    this.#signal(target, 'SIGKILL');
  }

  /** Starts a process again that was killed; resolves when it listens. */
  async restart(target: Target): Promise<void> {
    const before = this.#programs[target];
    await before.ended;
    this.#killed.delete(target);
    this.#ended.push(before);
    this.#programs[target] = this.#start(target);
    await listening(this.#ports[target], this.#programs[target]);
  }

  async close(): Promise<void> {
    await this.queue.close();
    await Promise.all(Object.values(this.#programs).map((program) => program.stop('SIGKILL')));
    await this.front.close();
    await this.surroundings.close();
  }

  #signal(target: Target, signal: NodeJS.Signals): void {
    process.kill(this.#programs[target].pid, signal);
  }

  #start(target: Target): Program {
    const { env, secrets, firestore } = this.surroundings;
    return startFunction({
      folder: this.#options.folder,
      target,
      port: this.#ports[target],
      env: {
        ...env,
        ...secrets,
        ...{ FIRESTORE_EMULATOR_HOST: firestore.host, CLOUD_TASKS_EMULATOR_HOST: this.queue.host },
        ...{ LOG_FORMAT: 'cloud', LOG_LEVEL: 'debug' },
        ...this.#options.env,
      },
    });
  }
}
