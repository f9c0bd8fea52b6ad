import { backOffMs } from '../back-off.ts';
import { CANCELLED, type Clock } from '../clock.ts';
import type { Trace } from '../logs/trace.ts';
import type { LockState } from './account-state.ts';
import type { Reading } from './apply-reading.ts';
import type { Background } from './background.ts';
import { CloudFailureError, type FailureReason } from './cloud-failure-error.ts';
import { policyOf } from './failure-policy.ts';
import type { GatewayLanes, LaneKeys } from './gateway-lane.ts';
import type { BoltState, CallOptions, InLane, LockCloud, LockRecord } from './lock-cloud.ts';
import { type RecordsRange, recordsRange } from './record-times.ts';

/** One lock to ask. */
interface ReadRequest {
  readonly accountId: string;
  readonly lockId: string;
  readonly lanes: LaneKeys;
  readonly cloud: LockCloud;
  /** Records are read from this time on, ms since the epoch; not at all if left out. */
  readonly recordsSince?: number;
  /** As {@link CallOptions.receivedSince}. */
  readonly recordsReceivedSince?: number;
  /** No further call starts after this time (ms since the epoch): a busy gateway is asked again until then. */
  readonly until: number;
  readonly trace: Trace;
  /**
   * `read` by default. A caller that joins a reading under way gets that reading, with its priority and limits; one that
   * waits for the account's limit, and that nobody else waits for, gives way to the caller's own.
   */
  readonly priority?: NonNullable<CallOptions['priority']>;
  /** Called when the lock is asked. */
  readonly onBegin?: () => void;
}

/** A reading under way. */
interface Running {
  readonly request: ReadRequest;
  /** True once the account's limit lets it ask the lock. */
  isAdmitted: boolean;
  /** Ends the wait for the account's limit. */
  readonly giveUp: AbortController;
  /** The reading that took its place. */
  replacedBy?: Promise<Reading>;
}

/** The time of a reading for a job, records and the wait for other readings of its gateway included. */
export const JOB_READING_MS = 60_000;
/**
 * A busy gateway is asked at most this often, at 0, 0.5, 1.5 and 3.5 s: most operations of others end meanwhile (1 to 5 s), and every
 * attempt is a call of the account.
 */
const MAX_ATTEMPTS = 4;
const BUSY_BACK_OFF = { firstMs: 500 };
/**
 * Readings whose callers do not wait leave a gateway free between them, for as long as one took and at most this long. A command of
 * another process is tried every half second: without a pause it would find the gateway busy until the last reading ended.
 */
const MAX_REST_MS = 750;
/** How long a reading answers other callers, while it is being stored. */
const CACHE_MS = 10_000;
/** Without a snapshot, records are read this far back. */
const RECORDS_BACK_MS = 7 * 24 * 60 * 60_000;

/**
 * Asks locks for the state of their bolt: the gateway first, and the cloud's records if the gateway gives none. Concurrent
 * callers for one lock share one reading.
 */
export class LockReader {
  readonly #clock: Clock;
  readonly #lanes: GatewayLanes;
  readonly #background: Background;
  readonly #running = new Map<string, { readonly running: Running; readonly result: Promise<Reading> }>();
  readonly #ended = new Map<string, Reading>();
  /** By lane. */
  readonly #restUntil = new Map<string, number>();

  constructor(deps: { clock: Clock; lanes: GatewayLanes; background: Background }) {
    this.#clock = deps.clock;
    this.#lanes = deps.lanes;
    this.#background = deps.background;
  }

  /** Resolves with a reading; a refusal of the cloud is part of it. Rejects for a defect only. */
  read(request: ReadRequest): Promise<Reading> {
    const key = `${request.accountId}/${request.lockId}`;
    const before = this.#running.get(key);
    if (before !== undefined && !this.#isLeft(before.running)) return before.result;
    const running: Running = { request, isAdmitted: false, giveUp: new AbortController() };
    const result = this.#background.track(this.#complete(key, running));
    this.#running.set(key, { running, result });
    if (before !== undefined) {
      before.running.replacedBy = result;
      before.running.giveUp.abort(CANCELLED);
    }
    return result;
  }

  async #complete(key: string, running: Running): Promise<Reading> {
    try {
      const reading = await this.#read(running);
      return running.replacedBy ?? this.#keep(key, reading);
    } finally {
      if (running.replacedBy === undefined) this.#running.delete(key);
    }
  }

  /** True if a reading waits for the account's limit, and its callers wait no more. */
  #isLeft({ request: { priority = 'read', until }, isAdmitted }: Running): boolean {
    return priority === 'read' && !isAdmitted && this.#clock.now() >= until;
  }

  /** Returns the newest reading of a lock in this process if it is seconds old: it may not be stored yet. */
  recent(accountId: string, lockId: string): Reading | undefined {
    const reading = this.#ended.get(`${accountId}/${lockId}`);
    if (reading === undefined) return undefined;
    const age = this.#clock.now() - reading.endedAt;
    // One that ended in the future is of unknown age: the clock was set back since.
    return age >= 0 && age <= CACHE_MS ? reading : undefined;
  }

  #keep(key: string, reading: Reading): Reading {
    for (const [other, { endedAt }] of this.#ended) {
      const apart = reading.endedAt - endedAt;
      if (apart >= 0 && apart <= CACHE_MS) break;
      this.#ended.delete(other);
    }
    this.#ended.delete(key);
    this.#ended.set(key, reading);
    return reading;
  }

  async #read(running: Running): Promise<Reading> {
    const { request, giveUp } = running;
    const { lanes, cloud, lockId, trace, priority = 'read' } = request;
    let begunAt = this.#clock.now();
    const inLane: InLane = async (exchange) => {
      running.isAdmitted = true;
      for (;;) {
        const restMs = this.#restMs(request);
        if (restMs > 0) await this.#clock.delay(restMs);
        const done = await this.#lanes.run(lanes, 'read', async () => {
          // Another reading ended while this one waited.
          if (this.#restMs(request) > 0) return undefined;
          begunAt = this.#clock.now();
          request.onBegin?.();
          const answer = await exchange();
          this.#rest(lanes(), begunAt);
          return { answer };
        });
        if (done !== undefined) return done.answer;
      }
    };
    const options = {
      ...{ priority, trace, inLane, signal: giveUp.signal },
      ...(priority === 'read' && { urgentUntil: request.until }),
    };
    const ask = () => resultOrReason<BoltState>(() => cloud.openState(lockId, options));
    let gateway = await ask();
    // The lanes keep the operations of this process apart, but other processes and clients use the gateway, too.
    for (let attempts = 1; policyOf(gateway)?.retriesSoon && attempts < MAX_ATTEMPTS; attempts++) {
      const pauseMs = backOffMs(BUSY_BACK_OFF, attempts);
      if (this.#clock.now() + pauseMs >= request.until) break;
      await this.#clock.delay(pauseMs);
      // The machine may have stood still meanwhile.
      if (this.#clock.now() >= request.until) break;
      gateway = await ask();
    }
    const records = await this.#records(request, gateway);
    const endedAt = this.#clock.now();
    return records === undefined ? { begunAt, endedAt, gateway } : { begunAt, endedAt, gateway, records };
  }

  /** Returns how long a reading leaves its gateways to others yet, in ms; 0 while its caller waits for it. */
  #restMs({ lanes, priority, until }: ReadRequest): number {
    const now = this.#clock.now();
    if (priority !== 'background' && now < until) return 0;
    const left = Math.max(0, ...lanes().map((lane) => (this.#restUntil.get(lane) ?? 0) - now));
    // More is left only if the clock was set back.
    return left > MAX_REST_MS ? 0 : left;
  }

  #rest(lanes: readonly string[], begunAt: number): void {
    const now = this.#clock.now();
    for (const [lane, until] of this.#restUntil) if (until <= now) this.#restUntil.delete(lane);
    const restMs = Math.min(Math.max(0, now - begunAt), MAX_REST_MS);
    for (const lane of lanes) this.#restUntil.set(lane, now + restMs);
  }

  async #records(
    request: ReadRequest,
    gateway: BoltState | FailureReason,
  ): Promise<LockRecord[] | undefined> {
    const { cloud, lockId, recordsSince, recordsReceivedSince, trace, priority = 'read' } = request;
    if (recordsSince === undefined || gateway === 'locked' || gateway === 'unlocked') return undefined;
    if (policyOf(gateway)?.readsRecords === false) return undefined;
    if (this.#clock.now() >= request.until) return undefined;
    const range = recordsReceivedSince === undefined ? {} : { receivedSince: recordsReceivedSince };
    const records = await resultOrReason(() =>
      cloud.records(lockId, recordsSince, { priority, trace, ...range }),
    );
    return typeof records === 'string' ? undefined : records;
  }
}

/** Returns the part of a lock's history to read if the lock does not say where its bolt is. `now` in ms since the epoch. */
export function recordsToRead(
  state: LockState,
  now: number,
): Required<Pick<ReadRequest, 'recordsSince' | 'recordsReceivedSince'>> {
  const { since, receivedSince } = unreadRecords(state, now);
  return { recordsSince: since, recordsReceivedSince: receivedSince };
}

/** Returns the part of a lock's history that may be newer than what is known of it. `now` in ms since the epoch. */
export function unreadRecords(state: LockState, now: number): RecordsRange {
  return recordsRange(state, state.snapshot?.happenedAt ?? now - RECORDS_BACK_MS, now);
}

/** Resolves with the result of a call, or with the reason of its `CloudFailureError`. */
export async function resultOrReason<T>(call: () => Promise<T>): Promise<T | FailureReason> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CloudFailureError) return error.reason;
    throw error;
  }
}
