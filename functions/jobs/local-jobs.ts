import { CANCELLED, type Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import { JOB_CLASSES, JOB_COLLECTIONS, type JobClass } from '../store/job-collections.ts';
import type { Store } from '../store/store.ts';
import { checkJob } from './job-rules.ts';
import { type JobSealing, NO_SEALING } from './job-sealing.ts';
import type { Job, JobHandler, JobOptions, Jobs } from './jobs.ts';
import { Backlog } from './local/backlog.ts';
import { JobLease } from './local/job-lease.ts';
import { JobSource, type Taker } from './local/job-source.ts';
import { RunningJobs } from './local/running-jobs.ts';
import { UpcomingJobs } from './local/upcoming-jobs.ts';
import { watchOthers } from './local/watch-others.ts';
import { retriesOf, retryPauseMs } from './retry-policy.ts';
import { runJob } from './run-job.ts';
import { type Candidate, candidateOf, jobDocumentKey, nameOf, toData } from './stored-job.ts';

const STORE_PAUSE_MS = 5000;
const LOOK_AGAIN_MS = 1000;

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

/** One class of jobs: what is stored, and what of it is due and in memory. */
interface ClassQueue {
  readonly source: JobSource;
  readonly backlog: Backlog;
  readonly upcoming: UpcomingJobs;
  reading?: Promise<void> | undefined;
}

class StoredJobs implements LocalJobs {
  readonly #deps: Required<LocalJobsDeps>;
  readonly #queues: Readonly<Record<JobClass, ClassQueue>>;
  readonly #running = new RunningJobs();
  #handler: JobHandler | undefined;
  #endWatch: (() => void) | undefined;

  constructor(deps: LocalJobsDeps) {
    this.#deps = { sealing: NO_SEALING, ...deps };
    const queueOf = (jobClass: JobClass): ClassQueue => ({
      source: new JobSource(this.#deps, jobClass, () => this.#runDue()),
      backlog: new Backlog(),
      upcoming: new UpcomingJobs(
        this.#deps.clock,
        (candidates) => {
          for (const candidate of candidates) this.#add(candidate);
          this.#runDue();
        },
        () => this.#readSoon(),
      ),
    });
    this.#queues = { commands: queueOf('commands'), events: queueOf('events'), upkeep: queueOf('upkeep') };
  }

  async enqueue(job: Job, options: JobOptions = {}): Promise<void> {
    const { store, clock, sealing } = this.#deps;
    const now = clock.now();
    const at = checkJob(job, options, now);
    const key = jobDocumentKey(job, options.key === undefined ? undefined : sealing.keyOf(options.key));
    // A copy: the caller's object may change.
    const stored = { job: structuredClone(job), attempts: 0, at, storedAt: now };
    const revision = await store.create(key, toData(stored, sealing), { dueAt: at });
    if (revision === undefined || this.#handler === undefined) return;
    const candidate = candidateOf(key, revision, stored);
    if (at > now) {
      this.#expect(candidate, at);
      return;
    }
    this.#add(candidate);
    this.#runDue();
  }

  async start(handler: JobHandler): Promise<void> {
    await Promise.all(this.#all().map((queue) => queue.source.read(queue.backlog, this.#takerOf(queue))));
    this.#handler = handler;
    this.#endWatch?.();
    this.#endWatch = watchOthers(this.#deps.store, this.#deps.clock, () => this.#readSoon());
    this.#readSoon();
  }

  async stop(graceMs: number): Promise<boolean> {
    this.#handler = undefined;
    this.#endWatch?.();
    for (const { source, backlog, upcoming } of this.#all()) {
      source.stopWaking();
      backlog.clear();
      upcoming.clear();
    }
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
      await this.#reads();
    } while (!this.#running.isEmpty);
  }

  async #idle(): Promise<void> {
    await this.#reads();
    while (!this.#running.isEmpty || this.#all().some(({ reading }) => reading !== undefined)) {
      await Promise.all([this.#reads(), this.#running.ended()]);
    }
  }

  /** Resolves when the reads under way have ended. */
  async #reads(): Promise<void> {
    await Promise.all(this.#all().map(({ reading }) => reading));
  }

  #all(): readonly ClassQueue[] {
    return Object.values(this.#queues);
  }

  readonly #add = (candidate: Candidate): void => {
    if (!this.#running.has(nameOf(candidate))) this.#queues[candidate.jobClass].backlog.add(candidate);
  };

  /** Runs a stored job at its time. */
  #expect(candidate: Candidate, at: number): void {
    if (this.#handler === undefined) return;
    const { upcoming } = this.#queues[candidate.jobClass];
    if (!upcoming.add(candidate, at)) this.#wakeAt(this.#sourceOf(candidate), at);
  }

  /** Returns what a read of the store does with what it finds. */
  #takerOf({ backlog, upcoming }: ClassQueue): Taker {
    return {
      isInMemory: (name) => backlog.has(name) || this.#running.has(name),
      isUpcoming: (name) => upcoming.has(name),
      add: (candidate) => {
        upcoming.delete(nameOf(candidate));
        this.#add(candidate);
      },
    };
  }

  #readSoon(): void {
    for (const { source } of this.#all()) source.isStale = true;
    this.#runDue();
  }

  /** Starts the jobs that may run, and reads the store if needed. Classes are read side by side: many polls must not hide a command. */
  #runDue(): void {
    if (this.#handler === undefined) return;
    const hasRoom = this.#all().some(({ backlog }) => backlog.wantsMore);
    for (const queue of this.#all()) {
      const { source, backlog } = queue;
      if (!source.isStale && !backlog.wantsMore && !(source.isMixed && hasRoom)) continue;
      queue.reading ??= this.#readDue(queue).finally(() => {
        queue.reading = undefined;
        if (source.isStale) this.#runDue();
      });
    }
    this.#launch();
  }

  async #readDue(queue: ClassQueue): Promise<void> {
    const { clock, logger } = this.#deps;
    const { source, backlog } = queue;
    source.isStale = false;
    backlog.startOver();
    try {
      this.#wakeAt(source, await source.read(backlog, this.#takerOf(queue)));
    } catch (error) {
      logger.warn('could not read jobs', { class: source.jobClass, error });
      this.#wakeAt(source, clock.now() + STORE_PAUSE_MS);
    }
    this.#launch();
  }

  #wakeAt(source: JobSource, time: number): void {
    if (this.#handler !== undefined) source.wakeAt(time);
  }

  #launch(): void {
    // The most urgent take free places first.
    for (const jobClass of JOB_CLASSES) {
      while (this.#handler !== undefined && this.#running.hasPlace(jobClass)) {
        const candidate = this.#queues[jobClass].backlog.take((turn) => this.#running.mayRun(jobClass, turn));
        if (candidate === undefined) break;
        const name = nameOf(candidate);
        if (this.#running.has(name)) continue;
        this.#running.add(name, candidate, this.#run(candidate, this.#handler), () => this.#runDue());
      }
    }
  }

  /** Runs one job, if its lease can be taken. Never rejects: a job whose result could not be stored runs again. */
  async #run(candidate: Candidate, handler: JobHandler): Promise<void> {
    const { clock, random, logger } = this.#deps;
    const { kind } = candidate.stored.job;
    const wakeAt = (time: number) => this.#wakeAt(this.#sourceOf(candidate), time);
    try {
      const lease = await JobLease.take(this.#deps, candidate);
      // Another process has taken it, or has written it anew.
      if (lease === undefined) return wakeAt(clock.now() + LOOK_AGAIN_MS);
      const { job, attempts, at } = lease.stored;
      const outcome = await runJob({ ...this.#deps, handler }, { job, attempt: attempts, dueAt: at });
      if (outcome !== 'again') {
        await lease.finish();
        return;
      }
      const next = clock.now() + retryPauseMs(retriesOf(job), attempts, random);
      const waiting = await lease.retryAt(next);
      if (waiting !== undefined) this.#expect(waiting, next);
    } catch (error) {
      logger.warn('could not store the result of a job, it will run again', {
        kind,
        accountId: candidate.account,
        error,
      });
      wakeAt(clock.now() + STORE_PAUSE_MS);
    }
  }

  /** Returns where a job is stored: one of an earlier release may be with those of another class. */
  #sourceOf({ key, jobClass }: Candidate): JobSource {
    const where = JOB_CLASSES.find((each) => JOB_COLLECTIONS[each] === key.collection) ?? jobClass;
    return this.#queues[where].source;
  }
}
