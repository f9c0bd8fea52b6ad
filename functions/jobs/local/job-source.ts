import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Random } from '../../random.ts';
import { JOB_COLLECTIONS, type JobClass, type JobCollection } from '../../store/job-collections.ts';
import type { Store, StoredDocument } from '../../store/store.ts';
import type { JobSealing } from '../job-sealing.ts';
import { type Candidate, nameOf, toCandidate } from '../stored-job.ts';
import type { Backlog } from './backlog.ts';
import { jobsFromAhead } from './jobs-from-ahead.ts';
import { retryUnreadableJob } from './unreadable-job.ts';
import { WakeTimer } from './wake-timer.ts';

/** Jobs per query. Of the largest, which may double on the wire, these are half of what Firestore's adapter takes. */
const PAGE_SIZE = 50;

/** The longest pause between two reads of a store that cannot tell of the writes of other processes. */
const MAX_PAUSE_MS = 60_000;

/** The same while the clock shows times again that it has shown. */
const BEHIND_PAUSE_MS = 1000;

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly sealing: JobSealing;
}

type Place = { readonly dueAt: number; readonly id: string };

/** A runner that jobs are read for. */
export interface Taker {
  /** True for the document of a job that waits for a place or runs. */
  isInMemory(name: string): boolean;
  /** True for the document of a job that will come by itself at its time. */
  isUpcoming(name: string): boolean;
  add(candidate: Candidate): void;
}

/** The stored jobs of one class, and when to read them. */
export class JobSource {
  readonly jobClass: JobClass;
  readonly #collection: JobCollection;
  /** True if there may be due jobs that are not in a backlog. */
  isStale = false;
  /** True if there were due jobs of other classes: an earlier release stored all of them together. */
  isMixed = false;
  readonly #deps: Deps;
  readonly #wake: WakeTimer;

  /** Calls `onWake` when it must be read again. */
  constructor(deps: Deps, jobClass: JobClass, onWake: () => void) {
    this.#deps = deps;
    this.jobClass = jobClass;
    this.#collection = JOB_COLLECTIONS[jobClass];
    this.#wake = new WakeTimer(deps.clock, MAX_PAUSE_MS, () => {
      this.isStale = true;
      onWake();
    });
  }

  wakeAt(time: number): void {
    this.#wake.at(time);
  }

  stopWaking(): void {
    this.#wake.cancel();
  }

  /**
   * Passes on the due jobs, earliest first, until `backlog` is full. Returns when to read again, ms since the epoch. Rejects with
   * `StoreUnavailableError`.
   */
  async read(backlog: Backlog, taker: Taker): Promise<number> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    this.isMixed = false;
    let after: Place | undefined;
    for (;;) {
      const page = await store.due(this.#collection, {
        until: now,
        limit: PAGE_SIZE,
        ...(after && { after }),
      });
      for (const { dueAt, ...document } of page) {
        after = { dueAt, id: document.key.id };
        if (taker.isInMemory(nameOf(document))) continue;
        const candidate = await this.#candidateOf(document);
        if (candidate === undefined) continue;
        if (candidate.jobClass !== this.jobClass) this.isMixed = true;
        taker.add(candidate);
      }
      if (page.length < PAGE_SIZE || backlog.isFull) break;
    }
    for (const candidate of await jobsFromAhead(this.#deps, this.#collection, now)) taker.add(candidate);
    if (backlog.isFull) backlog.markIncomplete();
    return this.#nextDue(now, after, { isFull: backlog.isFull, isKnown: taker.isUpcoming });
  }

  /** Returns when to read the store again. Of jobs that are not due it reads no data: a busy server has many of them. */
  async #nextDue(
    now: number,
    last: Place | undefined,
    { isFull, isKnown }: { readonly isFull: boolean; readonly isKnown: (name: string) => boolean },
  ): Promise<number> {
    const isBehind = (this.#deps.clock.setBackSince?.(now) ?? 0) > 0;
    const horizon = now + (isBehind ? BEHIND_PAUSE_MS : MAX_PAUSE_MS);
    if (isFull) return horizon;
    let after = last;
    for (;;) {
      const query = { until: horizon, limit: PAGE_SIZE, ...(after && { after }) };
      const page = await this.#deps.store.dueKeys(this.#collection, query);
      const next = page.find((document) => !isKnown(nameOf(document)));
      if (next !== undefined) return next.dueAt;
      const end = page.at(-1);
      if (page.length < PAGE_SIZE || end === undefined) return horizon;
      after = { dueAt: end.dueAt, id: end.key.id };
    }
  }

  async #candidateOf(document: StoredDocument): Promise<Candidate | undefined> {
    const candidate = toCandidate(document, this.#deps.sealing);
    if (candidate === undefined) await retryUnreadableJob(this.#deps, document);
    return candidate;
  }
}
