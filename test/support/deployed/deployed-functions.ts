import { Surroundings } from '../deployment.ts';
import { freePorts } from '../free-ports.ts';
import type { Program } from '../program.ts';
import { TaskQueueServer } from '../task-queue-server.ts';
import { listening, startFunction, TASK_FUNCTIONS } from './functions.ts';

/** The functions of an uploaded folder without the schedule, each in a process, with task queues and the simulated clouds. */
export class DeployedFunctions {
  readonly url: string;
  readonly api: Program;
  /** The functions of the queues. */
  readonly workers: readonly Program[];
  readonly queue: TaskQueueServer;
  readonly surroundings: Surroundings;

  private constructor(parts: Pick<DeployedFunctions, 'url' | 'api' | 'workers' | 'queue' | 'surroundings'>) {
    this.url = parts.url;
    this.api = parts.api;
    this.workers = parts.workers;
    this.queue = parts.queue;
    this.surroundings = parts.surroundings;
  }

  /** Resolves when `api` listens. `framework`: the folder of another functions framework than the checkout's. */
  static async start(folder: string, framework?: string): Promise<DeployedFunctions> {
    const port = await freePorts(1 + TASK_FUNCTIONS.length);
    const url = `http://127.0.0.1:${port}`;
    const surroundings = await Surroundings.start(url);
    const queue = await TaskQueueServer.start();
    const env = {
      ...surroundings.env,
      ...surroundings.secrets,
      FIRESTORE_EMULATOR_HOST: surroundings.firestore.host,
      CLOUD_TASKS_EMULATOR_HOST: queue.host,
    };
    const api = startFunction({ folder, target: 'api', port, env, framework });
    const workers = TASK_FUNCTIONS.map((target, index) => {
      const own = port + 1 + index;
      queue.targets.set(target, `http://127.0.0.1:${own}`);
      return startFunction({ folder, target, port: own, env, framework });
    });
    const started = new DeployedFunctions({ url, api, workers, queue, surroundings });
    try {
      // A request to another one would leave an error in its log; the queue tries until it answers.
      await listening(port, api);
    } catch (error) {
      await started.close();
      throw error;
    }
    return started;
  }

  /** Everything that the functions of the queues wrote. */
  get work(): string {
    return this.workers.map(({ output }) => output).join('\n');
  }

  /** Links an account, unlocks a door by voice, waits for the report of it, and unlinks. */
  async linkAndUnlock(): Promise<void> {
    await this.surroundings
      .linkAndUnlock(() => this.surroundings.reported())
      .catch((error: Error) => {
        throw new Error(`${error.message}\n${this.api.output}\n${this.work}`, { cause: error });
      });
  }

  async close(): Promise<void> {
    await Promise.all([this.api, ...this.workers].map((program) => program.stop()));
    await this.queue.close();
    await this.surroundings.close();
  }
}
