import { CANCELLED, type Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import type { Store, StoredDocument } from '../store/store.ts';
import { Backlog } from './backlog.ts';
import { JobLease } from './job-lease.ts';
import { checkJob } from './job-rules.ts';
import { type JobSealing, NO_SEALING } from './job-sealing.ts';
import type { Job, JobHandler, JobOptions, Jobs } from './jobs.ts';
import { jobsFromAhead } from './jobs-from-ahead.ts';
import { retriesOf, retryPauseMs } from './retry-policy.ts';
import { runJob } from './run-job.ts';
import { type Candidate, jobDocumentKey, type StoredJob, toCandidate, toData } from './stored-job.ts';
import { retryUnreadableJob } from './unreadable-job.ts';
import { WakeTimer } from './wake-timer.ts';
import { watchOthers } from './watch-others.ts';

const MAX_RUNNING = 32;
const MAX_RUNNING_PER_ACCOUNT = 4;

/** Jobs per query. Of the largest, which may double on the wire, these are half of what Firestore's adapter takes. */
const PAGE_SIZE = 50;

/** The longest pause between two reads of a store that cannot tell of the writes of other processes. */
const MAX_PAUSE_MS = 60_000;

/** The same while the clock shows times again that it has shown. */
const BEHIND_PAUSE_MS = 1000;

const STORE_PAUSE_MS = 5000;

interface LocalJobsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Default: jobs are stored as they are. */
  readonly sealing?: JobSealing;
}

/** Jobs in the store, run by this process or by another one on the same store. */
export interface LocalJobs extends Jobs {
  /** Starts running jobs. Rejects if the store cannot be read: a server that cannot run its jobs should not start. */
  start(handler: JobHandler): Promise<void>;
  /** Starts no more jobs and waits at most `graceMs` for those running. False if some run on: another process repeats them. */
  stop(graceMs: number): Promise<boolean>;
  /** Resolves when no job runs or is due, including those that become due meanwhile; once stopped, at once. */
  settled(): Promise<void>;
}

/** Creates the job runner of a self-hosted server. Stores jobs at once, runs them from {@link LocalJobs.start} on. */
export function createLocalJobs(deps: LocalJobsDeps): LocalJobs {
  return new StoredJobs(deps);
}

interface Running {
  readonly account: string;
  readonly ended: Promise<void>;
}

class StoredJobs implements LocalJobs {
  readonly #deps: Required<LocalJobsDeps>;
  readonly #backlog = new Backlog();
  readonly #running = new Map<string, Running>();
  readonly #wake: WakeTimer;
  #handler: JobHandler | undefined;
  #endWatch: (() => void) | undefined;
  /** True if the store may have due jobs that are not in the backlog. */
  #isStale = false;
  #reading: Promise<void> | undefined;

  constructor(deps: LocalJobsDeps) {
    this.#deps = { sealing: NO_SEALING, ...deps };
    this.#wake = new WakeTimer(deps.clock, MAX_PAUSE_MS, () => this.#readSoon());
  }

  async enqueue(job: Job, options: JobOptions = {}): Promise<void> {
    const { store, clock, sealing } = this.#deps;
    const now = clock.now();
    const at = checkJob(job, options, now);
    const key = jobDocumentKey(options.key === undefined ? undefined : sealing.keyOf(options.key));
    const stored: StoredJob = { job, attempts: 0, at, storedAt: now };
    const revision = await store.create(key, toData(stored, sealing), { dueAt: at });
    if (revision === undefined || this.#handler === undefined) return;
    if (at > now) {
      this.#wake.at(at);
      return;
    }
    // A copy, as if read from the store: the caller's object may change.
    const candidate = toCandidate({ key, revision, data: structuredClone(stored) }, sealing);
    if (candidate !== undefined) this.#backlog.add(candidate);
    this.#runDue();
  }

  async start(handler: JobHandler): Promise<void> {
    await this.#readDue();
    this.#handler = handler;
    this.#endWatch?.();
    this.#endWatch = watchOthers(this.#deps.store, this.#deps.clock, () => this.#readSoon());
    this.#readSoon();
  }

  async stop(graceMs: number): Promise<boolean> {
    this.#handler = undefined;
    this.#endWatch?.();
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
      // Read once more: another process may have left jobs, or others became due.
      this.#readSoon();
      await this.#reading;
    } while (this.#running.size > 0);
  }

  async #idle(): Promise<void> {
    await this.#reading;
    while (this.#running.size > 0 || this.#reading !== undefined) {
      await Promise.all([this.#reading, ...[...this.#running.values()].map(({ ended }) => ended)]);
    }
  }

  #readSoon(): void {
    this.#isStale = true;
    this.#runDue();
  }

  /** Starts the jobs that may run, reading the store first if needed. Reads never overlap. */
  #runDue(): void {
    if (this.#handler === undefined) return;
    if (!this.#isStale && !this.#backlog.wantsMore) {
      this.#launch();
      return;
    }
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#isStale) this.#runDue();
    });
  }

  async #read(): Promise<void> {
    this.#isStale = false;
    try {
      await this.#readDue();
    } catch (error) {
      this.#deps.logger.warn('could not read jobs', { error });
      if (this.#handler !== undefined) this.#wake.at(this.#deps.clock.now() + STORE_PAUSE_MS);
    }
    this.#launch();
  }

  async #readDue(): Promise<void> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    this.#backlog.startOver();
    let after: { dueAt: number; id: string } | undefined;
    for (;;) {
      const page = await store.due('jobs', { until: now, limit: PAGE_SIZE, ...(after && { after }) });
      for (const { dueAt, ...document } of page) {
        after = { dueAt, id: document.key.id };
        if (!this.#running.has(document.key.id)) await this.#addOrPutOff(document);
      }
      if (page.length < PAGE_SIZE || this.#backlog.isFull) break;
    }
    for (const candidate of await jobsFromAhead(this.#deps, now)) {
      if (!this.#running.has(candidate.key.id)) this.#backlog.add(candidate);
    }
    if (this.#backlog.isFull) this.#backlog.markIncomplete();
    if (this.#handler !== undefined) this.#wake.at(await this.#nextDue(now, after));
  }

  /** Returns when to read the store again. Of jobs that are not due it reads no data: a busy server has many of them. */
  async #nextDue(now: number, after: { dueAt: number; id: string } | undefined): Promise<number> {
    const isBehind = (this.#deps.clock.setBackSince?.(now) ?? 0) > 0;
    const horizon = now + (isBehind ? BEHIND_PAUSE_MS : MAX_PAUSE_MS);
    if (this.#backlog.isFull) return horizon;
    const query = { until: horizon, limit: 1, ...(after && { after }) };
    const [next] = await this.#deps.store.dueKeys('jobs', query);
    return next?.dueAt ?? horizon;
  }

  async #addOrPutOff(document: StoredDocument): Promise<void> {
    const candidate = toCandidate(document, this.#deps.sealing);
    if (candidate === undefined) await retryUnreadableJob(this.#deps, document);
    else this.#backlog.add(candidate);
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
        this.#runDue();
      });
      this.#running.set(id, { account: candidate.account, ended });
    }
  }

  #countOf(account: string): number {
    let count = 0;
    for (const running of this.#running.values()) if (running.account === account) count += 1;
    return count;
  }

  /** Runs one job, if its lease can be taken. Never rejects: a job whose result could not be stored runs again. */
  async #run(candidate: Candidate, handler: JobHandler): Promise<void> {
    const { clock, random, logger } = this.#deps;
    const { kind } = candidate.stored.job;
    try {
      const lease = await JobLease.take(this.#deps, candidate);
      if (lease === undefined) return;
      const { job, attempts, at } = lease.stored;
      const outcome = await runJob({ ...this.#deps, handler }, { job, attempt: attempts, dueAt: at });
      if (outcome !== 'again') {
        await lease.finish();
        return;
      }
      const next = clock.now() + retryPauseMs(retriesOf(job), attempts, random);
      await lease.retryAt(next);
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
