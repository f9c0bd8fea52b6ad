import type { Clock } from '../../functions/clock.ts';
import type { Job, JobHandler, JobOptions, Jobs } from '../../functions/jobs/jobs.ts';
import { StoreUnavailableError } from '../../functions/store/store.ts';

/** A job that waits. */
export interface HeldJob {
  readonly job: Job;
  /** Ms since the epoch. */
  readonly at: number;
  readonly key: string | undefined;
  readonly tries: number;
}

const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 5 * 60_000;
const MAX_TRIES = 10;

/** A job queue in memory that runs jobs when a test says so, earliest first, each at most once at a time. */
export class HeldJobs implements Jobs {
  readonly #clock: Clock;
  readonly #keys = new Set<string>();
  readonly #refused = new Set<Job['kind']>();
  #slow: { readonly kind: Job['kind']; readonly until: Promise<void> } | undefined;
  #waiting: HeldJob[] = [];
  /** Failures of jobs, oldest first. */
  readonly failures: { readonly job: Job; readonly error: unknown }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Refuses the next job of a kind, as a queue in an outage does. */
  refuseNext(kind: Job['kind']): void {
    this.#refused.add(kind);
  }

  /** Accepts jobs of a kind only when the promise has resolved. */
  takeLate(kind: Job['kind'], until: Promise<void>): void {
    this.#slow = { kind, until };
  }

  async enqueue(job: Job, { at = this.#clock.now(), key }: JobOptions = {}): Promise<void> {
    if (this.#refused.delete(job.kind)) {
      throw new StoreUnavailableError('The queue takes no job now');
    }
    if (job.kind === this.#slow?.kind) await this.#slow.until;
    if (key !== undefined) {
      if (!/^[A-Za-z0-9_-]{1,100}$/.test(key)) throw new Error(`Not a key of a job: ${key}`);
      if (this.#keys.has(key)) return;
      this.#keys.add(key);
    }
    // Stored as JSON, as real adapters do.
    this.#waiting.push({ job: JSON.parse(JSON.stringify(job)) as Job, at, key, tries: 0 });
  }

  /** The waiting jobs, earliest first. */
  get waiting(): readonly HeldJob[] {
    return [...this.#waiting].sort((a, b) => a.at - b.at);
  }

  /** The waiting jobs of one kind, earliest first. */
  ofKind<Kind extends Job['kind']>(kind: Kind): readonly (HeldJob & { job: Extract<Job, { kind: Kind }> })[] {
    const isOfKind = (held: HeldJob): held is HeldJob & { job: Extract<Job, { kind: Kind }> } =>
      held.job.kind === kind;
    return this.waiting.filter(isOfKind);
  }

  /** When the next job is due, ms since the epoch. */
  get nextAt(): number | undefined {
    return this.waiting[0]?.at;
  }

  /** Runs the waiting jobs of a kind, whenever they are due, but not those that they enqueue. */
  async runAll(kind: Job['kind'], handler: JobHandler): Promise<void> {
    for (const held of this.ofKind(kind)) {
      this.#waiting = this.#waiting.filter((each) => each !== held);
      await handler(held.job);
    }
  }

  /** Loses what waits, as a queue that is purged. */
  loseAll(): void {
    this.#waiting = [];
  }

  /** Removes a job that begins to run elsewhere. */
  protected remove(job: Job): void {
    const text = JSON.stringify(job);
    const index = this.#waiting.findIndex((held) => JSON.stringify(held.job) === text);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  /** Starts no more jobs until {@link runDue} is called again. */
  pause(): void {}

  /** Runs the jobs that are due now, and those that they enqueue for now. A failed job is retried with back-off, then dropped. */
  async runDue(handler: JobHandler): Promise<void> {
    for (let next = this.#takeDue(); next !== undefined; next = this.#takeDue()) {
      try {
        await handler(next.job);
      } catch (error) {
        this.failures.push({ job: next.job, error });
        const tries = next.tries + 1;
        if (tries >= MAX_TRIES) continue;
        const wait = Math.min(FIRST_RETRY_MS * 2 ** next.tries, MAX_RETRY_MS);
        this.#waiting.push({ ...next, at: this.#clock.now() + wait, tries });
      }
    }
  }

  #takeDue(): HeldJob | undefined {
    const [next] = this.waiting;
    if (next === undefined || next.at > this.#clock.now()) return undefined;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    return next;
  }
}
