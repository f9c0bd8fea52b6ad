import type { Clock } from '../../functions/clock.ts';
import type { Job, JobHandler, JobOptions, Jobs } from '../../functions/jobs/jobs.ts';

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

/** Jobs that run when a test says so, earliest first, each at most once at a time; kept in memory. */
export class HeldJobs implements Jobs {
  readonly #clock: Clock;
  readonly #keys = new Set<string>();
  #refused: Job['kind'] | undefined;
  #slow: { readonly kind: Job['kind']; readonly until: Promise<void> } | undefined;
  #waiting: HeldJob[] = [];
  /** Failures of jobs, oldest first. */
  readonly failures: { readonly job: Job; readonly error: unknown }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets the next job of a kind be refused, as by a queue that is out of order. */
  refuseNext(kind: Job['kind']): void {
    this.#refused = kind;
  }

  /** Lets jobs of a kind be taken only when that has resolved. */
  takeLate(kind: Job['kind'], until: Promise<void>): void {
    this.#slow = { kind, until };
  }

  async enqueue(job: Job, { at = this.#clock.now(), key }: JobOptions = {}): Promise<void> {
    if (job.kind === this.#refused) {
      this.#refused = undefined;
      throw new Error('The queue takes no job now');
    }
    if (job.kind === this.#slow?.kind) await this.#slow.until;
    if (key !== undefined) {
      if (!/^[A-Za-z0-9_-]{1,100}$/.test(key)) throw new Error(`Not a key of a job: ${key}`);
      if (this.#keys.has(key)) return;
      this.#keys.add(key);
    }
    // What is kept is JSON, as real adapters keep it.
    this.#waiting.push({ job: JSON.parse(JSON.stringify(job)) as Job, at, key, tries: 0 });
  }

  /** What waits, earliest first. */
  get waiting(): readonly HeldJob[] {
    return [...this.#waiting].sort((a, b) => a.at - b.at);
  }

  /** The jobs of one kind that wait, earliest first. */
  ofKind<Kind extends Job['kind']>(kind: Kind): readonly (HeldJob & { job: Extract<Job, { kind: Kind }> })[] {
    const isOfKind = (held: HeldJob): held is HeldJob & { job: Extract<Job, { kind: Kind }> } =>
      held.job.kind === kind;
    return this.waiting.filter(isOfKind);
  }

  /** When the next job is due, ms since the epoch. */
  get nextAt(): number | undefined {
    return this.waiting[0]?.at;
  }

  /** Runs what is due now, and what that makes due at once. A job that fails waits longer and longer, then is dropped. */
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
