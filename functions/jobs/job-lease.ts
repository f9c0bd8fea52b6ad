import { CANCELLED, type Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Revision, Store } from '../store/store.ts';
import { type Candidate, isKeyed, type StoredJob } from './stored-job.ts';

/** How long a job is its runner's without a sign of life. A job of a process that died is run again after that. */
const LEASE_MS = 60_000;
const RENEW_MS = LEASE_MS / 3;

/** How long the key of a job that ended is remembered, ms; Cloud Tasks remembers an hour, too. */
const REMEMBER_KEY_MS = 60 * 60_000;

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * A job that is this process's own: taken by compare-and-set, held by a lease that is renewed while the job runs. Once
 * the lease is lost (the process slept, another one took over) nothing more is written.
 */
export class JobLease {
  readonly stored: StoredJob;
  readonly #deps: Deps;
  readonly #candidate: Candidate;
  readonly #over = new AbortController();
  readonly #renewals: Promise<void>;
  #revision: Revision | undefined;

  private constructor(deps: Deps, candidate: Candidate, kept: StoredJob, revision: Revision) {
    this.#deps = deps;
    this.#candidate = candidate;
    this.stored = kept;
    this.#revision = revision;
    this.#renewals = this.#renew();
  }

  /** `undefined` when another process has taken or ended the job. Rejects with `StoreUnavailableError`. */
  static async take(deps: Deps, candidate: Candidate): Promise<JobLease | undefined> {
    const kept = { ...candidate.stored, attempts: candidate.stored.attempts + 1 };
    const dueAt = deps.clock.now() + LEASE_MS;
    const revision = await deps.store.replace(candidate.key, candidate.revision, kept, { dueAt });
    return revision === undefined ? undefined : new JobLease(deps, candidate, kept, revision);
  }

  /** The job has ended: forgets it, but not its key. */
  async finish(): Promise<void> {
    const { store, clock } = this.#deps;
    const { key } = this.#candidate;
    const revision = await this.#end();
    if (revision === undefined) return;
    if (isKeyed(key)) {
      await store.replace(key, revision, { ended: true }, { expireAt: clock.now() + REMEMBER_KEY_MS });
    } else {
      await store.delete(key, revision);
    }
  }

  /** The job waits for another attempt. */
  async again(at: number): Promise<void> {
    const revision = await this.#end();
    if (revision === undefined) return;
    await this.#deps.store.replace(this.#candidate.key, revision, { ...this.stored, at }, { dueAt: at });
  }

  async #end(): Promise<Revision | undefined> {
    this.#over.abort(CANCELLED);
    await this.#renewals;
    return this.#revision;
  }

  async #renew(): Promise<void> {
    const { store, clock, logger } = this.#deps;
    const { key } = this.#candidate;
    while (this.#revision !== undefined) {
      const ended = await clock.delay(RENEW_MS, this.#over.signal).then(
        () => false,
        () => true,
      );
      if (ended) return;
      try {
        this.#revision = await store.replace(key, this.#revision, this.stored, {
          dueAt: clock.now() + LEASE_MS,
        });
        if (this.#revision === undefined)
          logger.warn('lost the lease of a running job', { kind: this.stored.job.kind });
      } catch (error) {
        // The lease lasts for some attempts more.
        logger.warn('could not renew the lease of a job', { kind: this.stored.job.kind, error });
      }
    }
  }
}
