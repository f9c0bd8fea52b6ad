import type { Job } from '../../functions/jobs/jobs.ts';
import { createLocalJobs, type LocalJobs } from '../../functions/jobs/local-jobs.ts';
import type { LogFields, Logger } from '../../functions/logs/logger.ts';
import { systemRandom } from '../../functions/random.ts';
import type { Store } from '../../functions/store/store.ts';
import type { OffsetClock } from './offset-clock.ts';

/** A line that a runner logged. */
export interface RunnerLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: LogFields;
}

/** A local runner whose handler a test controls. */
export class LocalQueue {
  readonly jobs: LocalJobs;
  readonly runs: { job: Job; at: number }[] = [];
  readonly lines: RunnerLine[] = [];
  /** By name: how many of the next runs fail. */
  readonly failures = new Map<string, number>();
  readonly #clock: OffsetClock;
  readonly #gates = new Map<string, { readonly opened: Promise<void>; readonly open: () => void }>();
  #watchers: (() => void)[] = [];

  constructor(store: Store, clock: OffsetClock) {
    this.#clock = clock;
    const log =
      (level: keyof Logger) =>
      (message: string, fields: LogFields = {}) => {
        this.lines.push({ level, message, fields });
      };
    const logger: Logger = {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
    };
    this.jobs = createLocalJobs({ store, clock, random: systemRandom, logger });
  }

  start(): Promise<void> {
    return this.jobs.start((job) => this.#handle(job));
  }

  /** Makes runs of a name last until {@link release}. */
  hold(name: string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gates.set(name, { opened: promise, open: resolve });
  }

  /** Ends the held runs of a name; later ones are not held. */
  release(name: string): void {
    this.#gates.get(name)?.open();
    this.#gates.delete(name);
  }

  releaseAll(): void {
    for (const name of this.#gates.keys()) this.release(name);
  }

  /** Moves time forward in steps; jobs that are due run meanwhile. */
  async pass(ms: number): Promise<void> {
    await this.jobs.settled();
    for (let left = ms; left > 0; left -= 500) {
      this.#clock.advance(Math.min(500, left));
      await this.jobs.settled();
    }
  }

  /** Waits until `times` runs of a name have begun. */
  async ran(name: string, times: number): Promise<void> {
    await this.until(() => this.runs.filter(({ job }) => nameOf(job) === name).length >= times);
  }

  /** Waits until the condition holds; it is checked at each event. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  async #handle(job: Job): Promise<void> {
    const name = nameOf(job);
    this.runs.push({ job, at: this.#clock.now() });
    for (const changed of this.#watchers.splice(0)) changed();
    await this.#gates.get(name)?.opened;
    const failures = this.failures.get(name) ?? 0;
    if (failures > 0) {
      this.failures.set(name, failures - 1);
      throw new Error(`${name} failed as scripted`);
    }
  }
}

function nameOf(job: Job): string {
  return job.kind === 'unlink' ? job.agentUserId : job.kind;
}
