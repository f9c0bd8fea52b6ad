import { CANCELLED, type Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import type { Store, StoredDocument } from '../store/store.ts';
import { Backlog } from './backlog.ts';
import { JobLease } from './job-lease.ts';
import { checkJob } from './job-rules.ts';
import type { Job, JobHandler, JobOptions, Jobs } from './jobs.ts';
import { retryPauseMs } from './retry-policy.ts';
import { runJob } from './run-job.ts';
import { type Candidate, jobDocumentKey, type StoredJob, toCandidate } from './stored-job.ts';
import { WakeTimer } from './wake-timer.ts';

/** Jobs that run at once, of all accounts and of one. */
const MAX_RUNNING = 32;
const MAX_RUNNING_PER_ACCOUNT = 4;

/**
 * How many jobs one query of the store finds. Of the largest (`LARGEST_JOB_BYTES`), which may take twice that on the
 * wire, these are half of what Firestore's adapter takes in one answer.
 */
const PAGE = 50;

/** At least so often the store is looked at, ms: another process may have left jobs there. */
const LOOK_EVERY_MS = 60_000;

/** How long to wait after the store could not be read or written, ms. */
const STORE_PAUSE_MS = 5000;

/** What {@link createLocalJobs} needs. */
export interface LocalJobsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Jobs that are kept in the store and run in this process, or in another one on the same store. */
export interface LocalJobs extends Jobs {
  /**
   * Begins to run jobs, those that an earlier process left first. Rejects with `StoreUnavailableError` when the store
   * cannot be read: a server that cannot do its jobs had better not start.
   */
  start(handler: JobHandler): Promise<void>;
  /**
   * Takes no more jobs and waits for those that run, at most `graceMs` milliseconds.
   *
   * @returns whether all have ended. One that has not is run again by the next process when its lease has ended.
   */
  stop(graceMs: number): Promise<boolean>;
  /** Resolves when nothing runs and nothing is due, what became due meanwhile included. Once stopped, at once. */
  settled(): Promise<void>;
}

/** The runner of a self-hosted server. Nothing runs before {@link LocalJobs.start}; jobs are kept all the same. */
export function createLocalJobs(deps: LocalJobsDeps): LocalJobs {
  return new StoredJobs(deps);
}

interface Running {
  readonly account: string;
  readonly ended: Promise<void>;
}

class StoredJobs implements LocalJobs {
  readonly #deps: LocalJobsDeps;
  readonly #backlog = new Backlog();
  readonly #running = new Map<string, Running>();
  readonly #wake: WakeTimer;
  #handler: JobHandler | undefined;
  /** Whether the store may have something due that is not in the backlog. */
  #unseen = false;
  #passing: Promise<void> | undefined;

  constructor(deps: LocalJobsDeps) {
    this.#deps = deps;
    this.#wake = new WakeTimer(deps.clock, LOOK_EVERY_MS, () => this.#look());
  }

  async enqueue(job: Job, options: JobOptions = {}): Promise<void> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    const at = checkJob(job, options, now);
    const key = jobDocumentKey(options.key);
    const kept: StoredJob = { job, attempts: 0, at };
    const revision = await store.create(key, kept, { dueAt: at });
    if (revision === undefined || this.#handler === undefined) return;
    if (at > now) {
      this.#wake.at(at);
      return;
    }
    // As the store would give it: the caller's object may change.
    const candidate = toCandidate({ key, revision, data: structuredClone(kept) });
    if (candidate !== undefined) this.#backlog.add(candidate);
    this.#pass();
  }

  async start(handler: JobHandler): Promise<void> {
    await this.#readDue();
    this.#handler = handler;
    this.#look();
  }

  async stop(graceMs: number): Promise<boolean> {
    this.#handler = undefined;
    this.#wake.cancel();
    this.#backlog.clear();
    const done = new AbortController();
    const late = this.#deps.clock.delay(graceMs, done.signal).then(
      () => false,
      () => false,
    );
    const ended = await Promise.race([this.#idle().then(() => true), late]);
    done.abort(CANCELLED);
    return ended;
  }

  async settled(): Promise<void> {
    do {
      await this.#idle();
      // One more look: another process may have left something, or time has moved.
      this.#look();
      await this.#passing;
    } while (this.#running.size > 0);
  }

  async #idle(): Promise<void> {
    await this.#passing;
    while (this.#running.size > 0 || this.#passing !== undefined) {
      await Promise.all([this.#passing, ...[...this.#running.values()].map(({ ended }) => ended)]);
    }
  }

  #look(): void {
    this.#unseen = true;
    this.#pass();
  }

  /** Starts what may run, after a look at the store where that is called for. One pass at a time. */
  #pass(): void {
    if (this.#handler === undefined) return;
    if (!this.#unseen && !this.#backlog.wantsMore) {
      this.#launch();
      return;
    }
    this.#passing ??= this.#read().finally(() => {
      this.#passing = undefined;
      if (this.#unseen) this.#pass();
    });
  }

  async #read(): Promise<void> {
    this.#unseen = false;
    try {
      await this.#readDue();
    } catch (error) {
      this.#deps.logger.warn('could not read jobs', { error });
      if (this.#handler !== undefined) this.#wake.at(this.#deps.clock.now() + STORE_PAUSE_MS);
    }
    this.#launch();
  }

  /** Fills the backlog with what is due and not running here, and notes when to look again. */
  async #readDue(): Promise<void> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    const horizon = now + LOOK_EVERY_MS;
    let next = horizon;
    this.#backlog.startOver();
    for (let after: { dueAt: number; id: string } | undefined; ; ) {
      const page = await store.due('jobs', { until: horizon, limit: PAGE, ...(after && { after }) });
      for (const { dueAt, ...document } of page) {
        after = { dueAt, id: document.key.id };
        if (dueAt > now) {
          next = Math.min(next, dueAt);
          break;
        }
        if (!this.#running.has(document.key.id)) await this.#consider(document);
      }
      if (page.length < PAGE || next < horizon || this.#backlog.isFull) break;
    }
    if (this.#backlog.isFull) this.#backlog.markIncomplete();
    if (this.#handler !== undefined) this.#wake.at(next);
  }

  async #consider(document: StoredDocument): Promise<void> {
    const candidate = toCandidate(document);
    if (candidate !== undefined) {
      this.#backlog.add(candidate);
      return;
    }
    this.#deps.logger.error('dropped an unreadable job', { id: document.key.id });
    await this.#deps.store.delete(document.key, document.revision);
  }

  #launch(): void {
    const handler = this.#handler;
    while (handler !== undefined && this.#running.size < MAX_RUNNING) {
      const candidate = this.#backlog.take((account) => this.#countOf(account) < MAX_RUNNING_PER_ACCOUNT);
      if (candidate === undefined) return;
      const { id } = candidate.key;
      if (this.#running.has(id)) continue;
      const ended = this.#run(candidate, handler).finally(() => {
        this.#running.delete(id);
        this.#pass();
      });
      this.#running.set(id, { account: candidate.account, ended });
    }
  }

  #countOf(account: string): number {
    let count = 0;
    for (const running of this.#running.values()) if (running.account === account) count += 1;
    return count;
  }

  /** Does one job, if it can be had. Never rejects: what could not be written down happens again. */
  async #run(candidate: Candidate, handler: JobHandler): Promise<void> {
    const { clock, random, logger } = this.#deps;
    const { kind } = candidate.stored.job;
    try {
      const claim = await JobLease.take(this.#deps, candidate);
      if (claim === undefined) return;
      const { job, attempts, at } = claim.stored;
      const outcome = await runJob({ ...this.#deps, handler }, { job, attempt: attempts, dueAt: at });
      if (outcome !== 'again') {
        await claim.finish();
        return;
      }
      const next = clock.now() + retryPauseMs(attempts, random);
      await claim.again(next);
      if (this.#handler !== undefined) this.#wake.at(next);
    } catch (error) {
      logger.warn('could not store the result of a job, it will run again', {
        kind,
        accountId: candidate.account,
        error,
      });
      if (this.#handler !== undefined) this.#wake.at(clock.now() + STORE_PAUSE_MS);
    }
  }
}
