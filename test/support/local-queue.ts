import { systemEntropy } from '../../functions/entropy.ts';
import type { Job } from '../../functions/jobs/jobs.ts';
import { createLocalJobs, type LocalJobs } from '../../functions/jobs/local-jobs.ts';
import type { LogFields, Logger } from '../../functions/logs/logger.ts';
import type { Store } from '../../functions/store/store.ts';
import type { AdjustableClock } from './adjustable-clock.ts';

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
  /** How many of the next runs of a name fail. */
  readonly failures = new Map<string, number>();
  /** Runs that are held until a test lets them go, by name. */
  readonly held = new Map<string, () => void>();
  /** Names whose runs are to be held. */
  readonly holding = new Set<string>();
  readonly #clock: AdjustableClock;
  #changed: () => void = () => {};

  constructor(store: Store, clock: AdjustableClock) {
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
    this.jobs = createLocalJobs({ store, clock, entropy: systemEntropy, logger });
  }

  start(): Promise<void> {
    return this.jobs.start((job) => this.#handle(job));
  }

  /** Lets time pass in steps, and what is due meanwhile run. */
  async pass(ms: number): Promise<void> {
    await this.jobs.settled();
    for (let left = ms; left > 0; left -= 500) {
      this.#clock.advance(Math.min(500, left));
      await this.jobs.settled();
    }
  }

  /** Waits until this many runs of a name have begun. */
  async ran(name: string, times: number): Promise<void> {
    await this.until(() => this.runs.filter(({ job }) => nameOf(job) === name).length >= times);
  }

  /** Waits, by events, until something is so. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async #handle(job: Job): Promise<void> {
    const name = nameOf(job);
    this.runs.push({ job, at: this.#clock.now() });
    this.#changed();
    if (this.holding.has(name)) {
      await new Promise<void>((resolve) => {
        this.held.set(name, resolve);
        this.#changed();
      });
    }
    const failures = this.failures.get(name) ?? 0;
    if (failures > 0) {
      this.failures.set(name, failures - 1);
      throw new Error(`${name} failed as it was told to`);
    }
  }
}

function nameOf(job: Job): string {
  return job.kind === 'unlink' ? job.agentUserId : job.kind;
}
