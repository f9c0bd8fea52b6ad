import type { Job, JobHandler, JobOptions } from '../../functions/jobs/jobs.ts';
import { createLocalJobs, type LocalJobs } from '../../functions/jobs/local-jobs.ts';
import { HeldJobs } from './held-jobs.ts';

/**
 * The job runner of a self-hosted server under the control of a test: it runs jobs from {@link runDue} to {@link pause}. What waits is
 * told as by {@link HeldJobs}; a job that failed waits in the store alone.
 */
export class RunnerJobs extends HeldJobs {
  readonly #runner: LocalJobs;
  #handler: JobHandler | undefined;

  constructor(deps: Parameters<typeof createLocalJobs>[0]) {
    super(deps.clock);
    this.#runner = createLocalJobs(deps);
  }

  override async enqueue(job: Job, options: JobOptions = {}): Promise<void> {
    await super.enqueue(job, options);
    await this.#runner.enqueue(job, options);
  }

  override async runDue(handler: JobHandler): Promise<void> {
    const isRunning = this.#handler !== undefined;
    this.#handler = handler;
    if (!isRunning) await this.#runner.start((job) => this.#run(job, handler));
  }

  override pause(): void {
    if (this.#handler === undefined) return;
    this.#handler = undefined;
    void this.#runner.stop(0);
  }

  async #run(job: Job, handler: JobHandler): Promise<void> {
    this.remove(job);
    try {
      await handler(job);
    } catch (error) {
      this.failures.push({ job, error });
      throw error;
    }
  }
}
