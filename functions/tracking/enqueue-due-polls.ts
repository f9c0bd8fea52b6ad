import { backOffMs } from '../back-off.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { JOB_COLLECTIONS } from '../store/job-collections.ts';
import type { DueClaim } from '../store/store.ts';
import type { TrackingDeps } from './deps.ts';

/** Accounts per claim. */
const PAGE_SIZE = 200;
/** Polls of one part of the index that are enqueued at a time. */
const MAX_CONCURRENT = 20;
/** A poll may wait in the queue as long as a claim lasts: doubled with each that no write of the account followed. */
const CLAIM = { firstMs: 10 * 60_000, maxMs: 24 * 60 * 60_000 };
/** An account that was claimed so often without a write is not polled, whatever the cause. */
const MANY_CLAIMS = 3;
/** Share of the interval in which a tick claims: enqueueing the last page takes half a minute if the queue hangs, and a function is ended. */
const TIME_SHARE = 0.6;
/** Accounts that became due within the last so many intervals are new: a run may have been late. */
const NEW_INTERVALS = 2;
/** In front of all ids, as a store sorts them. */
const FIRST_ID = '-';
/** Share of the queue's rate that polls may use; the rest is for the jobs that they leave. */
const QUEUE_SHARE = 0.8;
/** On average each poll of a tick starts so much later than the one before, until they fill the interval. */
const SPREAD_MS = 1000;
/** The fractions of its multiples lie evenly between 0 and 1, however many there are. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** How often and how fast accounts can be polled. */
export interface PollSchedule {
  /** The interval between two ticks, ms. */
  readonly everyMs: number;
  /** Jobs that the queue of polls starts per second. */
  readonly jobsPerSecond: number;
  /** Accounts of one part of the index that are claimed per second, on average; as many as can be if left out. */
  readonly claimsPerSecond?: number;
  /** Returns how many jobs of that queue, of `limit` at most, are late; absent where the queue does not tell. */
  readonly late?: (limit: number) => Promise<number>;
}

/** The interval between two ticks of a server, ms. */
export const SERVER_TICK_MS = 60_000;

/** Creates the schedule of a server, whose jobs wait in the store. They run as fast as Sifely answers. */
export function createServerSchedule({ store, clock }: Pick<TrackingDeps, 'store' | 'clock'>): PollSchedule {
  return {
    everyMs: SERVER_TICK_MS,
    jobsPerSecond: 20,
    late: async (limit) =>
      (await store.dueKeys(JOB_COLLECTIONS.upkeep, { until: clock.now(), limit })).length,
  };
}

interface EnqueueDuePollsDeps extends Pick<TrackingDeps, 'store' | 'jobs' | 'clock' | 'logger'> {
  readonly schedule: PollSchedule;
}

/**
 * Creates the tick of the schedule: claims the accounts that are due, no more than the queue runs until the next tick, and enqueues a poll
 * for each, spread over that time. The poll stores when the account is due next; one that is lost or fails leaves it due at the end of the
 * claim. The parts of the index are worked on side by side. Where more is due than the queue runs, half of it is what became due lately:
 * accounts that are due again and again without a poll delay no other one. Rejects if none of the parts can be read.
 */
export function createEnqueueDuePolls(deps: EnqueueDuePollsDeps): () => Promise<void> {
  return () => new Tick(deps).run();
}

class Tick {
  readonly #deps: EnqueueDuePollsDeps;
  readonly #startedAt: number;
  readonly #shards: readonly number[];
  /** The number of polls that may still be enqueued. */
  #left: number;
  #polls = 0;
  readonly #failures: unknown[] = [];
  /** The claims of accounts that are not polled. */
  readonly #stuck: number[] = [];

  constructor(deps: EnqueueDuePollsDeps) {
    const { everyMs, jobsPerSecond } = deps.schedule;
    this.#deps = deps;
    this.#startedAt = deps.clock.now();
    this.#shards = Array.from({ length: deps.store.dueShards('states') }, (_, shard) => shard);
    this.#left = Math.floor((jobsPerSecond * QUEUE_SHARE * everyMs) / 1000);
  }

  async run(): Promise<void> {
    const { logger, schedule } = this.#deps;
    // Late jobs take their time first: more claims would end before their polls begin.
    this.#left -= (await schedule.late?.(this.#left)) ?? 0;
    if (this.#left <= 0) return;
    // Each part gets two pages, however few polls there may be.
    const pageSize = Math.min(PAGE_SIZE, Math.max(1, Math.floor(this.#left / this.#shards.length / 2)));
    const ends = await Promise.allSettled(this.#shards.map((shard) => this.#work(shard, pageSize)));
    const failures = ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason);
    if (failures.length === ends.length) throw failures[0];
    if (failures.length > 0) {
      const failed = { failed: failures.length, of: ends.length };
      logger.warn('could not claim due accounts, the next run does', { ...failed, error: failures[0] });
    }
    if (this.#failures.length > 0) {
      const failed = { failed: this.#failures.length, of: this.#polls };
      logger.warn('could not enqueue polls, they are due again', { ...failed, error: this.#failures[0] });
    }
    if (this.#stuck.length > 0) {
      const stuck = { accounts: this.#stuck.length, claims: Math.max(...this.#stuck) };
      logger.warn('polls of accounts do not end', stuck);
    }
    if (this.#polls > 0) logger.debug('polls enqueued', { polls: this.#polls - this.#failures.length });
  }

  /** Claims and enqueues page by page: what is claimed and not enqueued has to wait for the end of its claim. */
  async #work(shard: number, pageSize: number): Promise<void> {
    const { clock, schedule } = this.#deps;
    const { claimsPerSecond = Number.POSITIVE_INFINITY } = schedule;
    // The oldest and what is new take turns, unless one page holds all.
    let [isNewTurn, hasNew] = [false, true];
    while (this.#left > 0 && clock.now() < this.#startedAt + schedule.everyMs * TIME_SHARE) {
      const startedAt = clock.now();
      const limit = Math.min(pageSize, this.#left);
      const claims = await this.#claim(shard, limit, isNewTurn);
      const failuresBefore = this.#failures.length;
      await this.#enqueueAll(claims);
      // While the queue takes nothing, the other accounts stay as they are.
      const isRefused = claims.length > 0 && this.#failures.length - failuresBefore >= claims.length;
      const isLastPage = claims.length < limit;
      if (isRefused || (isLastPage && !isNewTurn)) return;
      if (isLastPage) hasNew = false;
      isNewTurn = hasNew && !isNewTurn;
      const paceMs = (claims.length / claimsPerSecond) * 1000;
      // More is left only if the clock was set back meanwhile.
      const pauseMs = Math.min(paceMs, startedAt + paceMs - clock.now());
      if (pauseMs > 0) await clock.delay(pauseMs);
    }
  }

  async #claim(shard: number, limit: number, isNewOnly: boolean): Promise<readonly DueClaim[]> {
    const { store, clock, schedule } = this.#deps;
    const newSince = Math.max(0, this.#startedAt - NEW_INTERVALS * schedule.everyMs);
    const query = {
      ...{ until: this.#startedAt, limit, shard },
      ...(isNewOnly && { after: { dueAt: newSince, id: FIRST_ID } }),
    };
    let claims: readonly DueClaim[] = [];
    this.#left -= limit;
    try {
      claims = await store.claimDue('states', query, (count) => clock.now() + backOffMs(CLAIM, count));
      return claims;
    } finally {
      this.#left += limit - claims.length;
    }
  }

  async #enqueueAll(claims: readonly DueClaim[]): Promise<void> {
    const waiting = [...claims];
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await this.#enqueue(next);
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT }, work));
  }

  async #enqueue({ key, dueAt, claims }: DueClaim): Promise<void> {
    const { jobs, schedule } = this.#deps;
    const turn = this.#polls++;
    if (claims >= MANY_CLAIMS) this.#stuck.push(claims);
    const spreadMs = ((turn * GOLDEN_RATIO) % 1) * Math.min(turn * SPREAD_MS, schedule.everyMs);
    try {
      await enqueuePoll(jobs, key.id, dueAt, Math.round(this.#startedAt + spreadMs));
    } catch (error) {
      this.#failures.push(error);
    }
  }
}

/**
 * Enqueues the poll of an account that is due at a time, to run at another (ms since the epoch; the same if left out). Enqueueing the
 * same poll again does nothing.
 */
export function enqueuePoll(jobs: Jobs, accountId: string, dueAt: number, at = dueAt): Promise<void> {
  return jobs.enqueue({ kind: 'poll', accountId }, { at, key: `poll-${accountId}-${dueAt}` });
}
