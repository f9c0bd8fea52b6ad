import { Surroundings } from '../deployment.ts';
import { freePorts } from '../free-ports.ts';
import type { Program } from '../program.ts';
import { TaskQueueServer } from '../task-queue-server.ts';
import { listening, startFunction } from './functions.ts';

/** The functions `api` and `jobs` of an uploaded folder, each in a process, with a task queue and the simulated clouds. */
export class DeployedFunctions {
  readonly url: string;
  readonly api: Program;
  readonly jobs: Program;
  readonly queue: TaskQueueServer;
  readonly surroundings: Surroundings;

  private constructor(parts: Pick<DeployedFunctions, 'url' | 'api' | 'jobs' | 'queue' | 'surroundings'>) {
    this.url = parts.url;
    this.api = parts.api;
    this.jobs = parts.jobs;
    this.queue = parts.queue;
    this.surroundings = parts.surroundings;
  }

  /** Resolves when `api` listens. `framework`: the folder of another functions framework than the checkout's. */
  static async start(folder: string, framework?: string): Promise<DeployedFunctions> {
    const port = await freePorts(2);
    const url = `http://127.0.0.1:${port}`;
    const surroundings = await Surroundings.start(url);
    const queue = await TaskQueueServer.start();
    queue.target = `http://127.0.0.1:${port + 1}`;
    const env = {
      ...surroundings.env,
      ...surroundings.secrets,
      FIRESTORE_EMULATOR_HOST: surroundings.firestore.host,
      CLOUD_TASKS_EMULATOR_HOST: queue.host,
    };
    const api = startFunction({ folder, target: 'api', port, env, framework });
    const jobs = startFunction({ folder, target: 'jobs', port: port + 1, env, framework });
    const started = new DeployedFunctions({ url, api, jobs, queue, surroundings });
    try {
      // A request to the other one would leave an error in its log; the queue tries until it answers.
      await listening(port, api);
    } catch (error) {
      await started.close();
      throw error;
    }
    return started;
  }

  /** Links an account, unlocks a door by voice, waits for the report of it, and unlinks. */
  async linkAndUnlock(): Promise<void> {
    await this.surroundings
      .linkAndUnlock(() => this.surroundings.reported())
      .catch((error: Error) => {
        throw new Error(`${error.message}\n${this.api.output}\n${this.jobs.output}`, { cause: error });
      });
  }

  async close(): Promise<void> {
    await Promise.all([this.api.stop(), this.jobs.stop()]);
    await this.queue.close();
    await this.surroundings.close();
  }
}
