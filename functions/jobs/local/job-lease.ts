import { CANCELLED, type Clock, delayUntil } from '../../clock.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Revision, Store } from '../../store/store.ts';
import type { JobSealing } from '../job-sealing.ts';
import { type Candidate, isKeyed, type StoredJob, toData } from '../stored-job.ts';

/** A lease that is not renewed ends after this. Then the job of a process that died runs again. */
const LEASE_MS = 20_000;
const RENEW_MS = LEASE_MS / 3;

/** The key of a finished job blocks duplicates for this long; at Cloud Tasks, too, it is an hour. */
const REMEMBER_KEY_MS = 60 * 60_000;

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sealing: JobSealing;
}

/** Taken by compare-and-set, renewed while the job runs. Once lost (this process slept), nothing more is written. */
export class JobLease {
  readonly stored: StoredJob;
  readonly #deps: Deps;
  readonly #candidate: Candidate;
  readonly #ended = new AbortController();
  readonly #renewals: Promise<void>;
  #revision: Revision | undefined;

  private constructor(deps: Deps, candidate: Candidate, stored: StoredJob, revision: Revision) {
    this.#deps = deps;
    this.#candidate = candidate;
    this.stored = stored;
    this.#revision = revision;
    this.#renewals = this.#renew();
  }

  /** Takes the lease; `undefined` if another process has taken or finished the job. Rejects with `StoreUnavailableError`. */
  static async take(deps: Deps, candidate: Candidate): Promise<JobLease | undefined> {
    const storedAt = deps.clock.now();
    const stored = { ...candidate.stored, attempts: candidate.stored.attempts + 1, storedAt };
    const dueAt = storedAt + LEASE_MS;
    const data = toData(stored, deps.sealing);
    const revision = await deps.store.replace(candidate.key, candidate.revision, data, { dueAt });
    return revision === undefined ? undefined : new JobLease(deps, candidate, stored, revision);
  }

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

  /** Ends the lease and stores the job for another attempt. Returns it; `undefined` if the lease was lost. */
  async retryAt(at: number): Promise<Candidate | undefined> {
    const ended = await this.#end();
    if (ended === undefined) return undefined;
    const { store, clock, sealing } = this.#deps;
    const stored = { ...this.stored, at, storedAt: clock.now() };
    const revision = await store.replace(this.#candidate.key, ended, toData(stored, sealing), { dueAt: at });
    return revision === undefined ? undefined : { ...this.#candidate, revision, stored };
  }

  async #end(): Promise<Revision | undefined> {
    this.#ended.abort(CANCELLED);
    await this.#renewals;
    return this.#revision;
  }

  async #renew(): Promise<void> {
    const { store, clock, logger, sealing } = this.#deps;
    const { key } = this.#candidate;
    while (this.#revision !== undefined) {
      const ended = await delayUntil(clock, clock.now() + RENEW_MS, this.#ended.signal).then(
        () => false,
        () => true,
      );
      if (ended) return;
      try {
        const storedAt = clock.now();
        const data = toData({ ...this.stored, storedAt }, sealing);
        this.#revision = await store.replace(key, this.#revision, data, { dueAt: storedAt + LEASE_MS });
        if (this.#revision === undefined)
          logger.warn('lost the lease of a running job', { kind: this.stored.job.kind });
      } catch (error) {
        // The lease outlasts a failed renewal.
        logger.warn('could not renew the lease of a job', { kind: this.stored.job.kind, error });
      }
    }
  }
}
