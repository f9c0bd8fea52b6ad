import type { Clock } from '../clock.ts';
import type { CallPriority } from './home-graph.ts';

/** Google's quota over all processes of an integration: 6000 calls a minute (/cloud-to-cloud/integration/quotas). */
export const QUOTA_PER_SECOND = 100;
/** The first rate of a process: others may run already. */
const FIRST_PER_SECOND = 25;
/** The lowest rate while calls fail: one call in five seconds finds out that Google takes calls again. */
const MIN_PER_SECOND = 0.2;
/** The lowest rate after refusals for the quota. Below it all processes together may stay far below the quota. */
const MIN_WITHIN_QUOTA = 0.5;
/** After a refusal for the quota the rate is this part of what was sent, and soon the second part; from there on it grows slowly. */
const CUT = 0.7;
const CEILING = 0.8;
/** The growth of the rate in a second: a part of it, and the least. Slow, because Google counts whole minutes. */
const GROWTH = 0.02;
const MIN_GROWTH = 0.05;
/** Calls that fail together are one failure; after a refusal for the quota, the older calls of Google's minute must pass first. */
const CUT_EVERY_MS = { unavailable: 1000, quota: 5000 } as const;
/** The calls of so many seconds, the newest most, are what is sent now. */
const MEASURED_SECONDS = 5;
/** Upkeep starts no call for this long after Google refused one for its quota. */
const YIELD_MS = 10_000;
/** The part of what may be sent at once that upkeep leaves to calls for which a person waits. */
const RESERVED = 0.2;
/** A call that would wait for longer is not sent: it holds a place among the running jobs. */
const MAX_WAIT_MS: Readonly<Record<CallPriority, number>> = { prompt: 10_000, upkeep: 3000 };

/** A call that waits for its turn. */
export interface Turn {
  /** Resolves with true when the call must be sent, with false when it must not be sent now. Never rejects. */
  readonly start: Promise<boolean>;
  /** Lets the call go on as one for which a person waits. */
  hurry(): void;
}

interface Waiting {
  readonly since: number;
  readonly end: (isSent: boolean) => void;
}

/**
 * Decides when a call of this process may start. The quota is shared by processes that do not know each other, so the rate follows
 * Google's answers: it is cut when a call is refused for the quota or fails, and grows while calls succeed. Nothing waits for longer
 * than ten seconds, so at most about a thousand calls wait.
 */
export class CallGate {
  readonly #clock: Clock;
  readonly #waiting: Readonly<Record<CallPriority, Waiting[]>> = { prompt: [], upkeep: [] };
  #perSecond = FIRST_PER_SECOND;
  /** The number of calls that may start now. */
  #calls = FIRST_PER_SECOND;
  #filledAt: number;
  #grownAt: number;
  /** Below this rate each success doubles it. */
  #ceiling = FIRST_PER_SECOND;
  /** Calls a second that were sent lately. */
  #sent = 0;
  #sentAt: number;
  #cutAt = Number.NEGATIVE_INFINITY;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #wakesAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAt = clock.now();
    this.#grownAt = this.#filledAt;
    this.#sentAt = this.#filledAt;
  }

  /** The number of calls that wait. */
  get size(): number {
    return this.#waiting.prompt.length + this.#waiting.upkeep.length;
  }

  /** Calls a second that this process may make now. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** Lines up a call. */
  join(priority: CallPriority): Turn {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting: Waiting = { since: this.#now(), end: resolve };
    this.#waiting[priority].push(waiting);
    this.#serve();
    return {
      start: promise,
      hurry: () => {
        const index = this.#waiting.upkeep.indexOf(waiting);
        if (index < 0) return;
        this.#waiting.upkeep.splice(index, 1);
        this.#waiting.prompt.push(waiting);
        this.#serve();
      },
    };
  }

  /** Counts a call that Google has taken or refused for good. */
  succeeded(): void {
    const now = this.#now();
    const seconds = Math.min(1, (now - this.#grownAt) / 1000);
    this.#grownAt = now;
    this.#fill();
    const rate = this.#perSecond;
    // A rate that is not used says nothing about a higher one.
    const isUsed = this.#calls < this.#burst / 2;
    if (rate < this.#ceiling) this.#setRate(Math.min(this.#ceiling, rate * 2));
    else if (isUsed) this.#setRate(rate + Math.max(MIN_GROWTH, rate * GROWTH) * seconds);
  }

  /** Counts a call that failed, or that Google refused for its quota. */
  failed(why: 'quota' | 'unavailable'): void {
    const now = this.#now();
    if (why === 'quota') this.#refusedAt = now;
    if (now - this.#cutAt < CUT_EVERY_MS[why]) return;
    this.#cutAt = now;
    this.#grownAt = now;
    if (why === 'unavailable') {
      this.#setRate(Math.max(MIN_PER_SECOND, this.#perSecond / 2));
    } else {
      const sent = Math.min(this.#perSecond, this.#measure());
      this.#ceiling = Math.max(MIN_WITHIN_QUOTA, sent * CEILING);
      this.#setRate(Math.max(Math.min(MIN_WITHIN_QUOTA, this.#perSecond), sent * CUT));
    }
  }

  #setRate(perSecond: number): void {
    this.#fill();
    this.#perSecond = Math.min(QUOTA_PER_SECOND, perSecond);
    this.#calls = Math.min(this.#calls, this.#burst);
    this.#serve();
  }

  /** The calls of one second may start at once. */
  get #burst(): number {
    return Math.max(1, this.#perSecond);
  }

  #fill(): void {
    const now = this.#now();
    this.#calls = Math.min(this.#burst, this.#calls + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
  }

  /** Returns the calls a second that were sent lately. */
  #measure(): number {
    const now = this.#now();
    this.#sent *= Math.exp((this.#sentAt - now) / 1000 / MEASURED_SECONDS);
    this.#sentAt = now;
    return this.#sent;
  }

  /** Returns the time. What was ahead of it was before the clock was set back. */
  #now(): number {
    const now = this.#clock.now();
    this.#filledAt = Math.min(this.#filledAt, now);
    this.#grownAt = Math.min(this.#grownAt, now);
    this.#sentAt = Math.min(this.#sentAt, now);
    if (this.#cutAt > now) this.#cutAt = Number.NEGATIVE_INFINITY;
    if (this.#refusedAt > now) this.#refusedAt = Number.NEGATIVE_INFINITY;
    return now;
  }

  #serve(): void {
    this.#fill();
    const { prompt, upkeep } = this.#waiting;
    while (prompt.length > 0 && this.#msUntil(1) === 0) this.#start(prompt);
    while (prompt.length === 0 && upkeep.length > 0 && this.#msUntilUpkeep(1) === 0) this.#start(upkeep);
    this.#refuse(prompt, MAX_WAIT_MS.prompt, (place) => this.#msUntil(place));
    this.#refuse(upkeep, MAX_WAIT_MS.upkeep, (place) => this.#msUntilUpkeep(prompt.length + place));
    if (prompt.length > 0) this.#wakeIn(this.#msUntil(1));
    else if (upkeep.length > 0) this.#wakeIn(this.#msUntilUpkeep(1));
  }

  #start(queue: Waiting[]): void {
    this.#calls -= 1;
    this.#sent = this.#measure() + 1 / MEASURED_SECONDS;
    queue.shift()?.end(true);
  }

  /** Ends the waiting of those who would wait for too long: the last first, because those before them may still start in time. */
  #refuse(queue: Waiting[], maxMs: number, msUntil: (place: number) => number): void {
    const now = this.#now();
    for (let last = queue.at(-1); last !== undefined; last = queue.at(-1)) {
      if (now - last.since + msUntil(queue.length) <= maxMs) return;
      queue.pop();
      last.end(false);
    }
  }

  /** Returns the ms until so many calls may start. */
  #msUntil(calls: number): number {
    return Math.max(0, Math.ceil(((calls - this.#calls) / this.#perSecond) * 1000));
  }

  #msUntilUpkeep(calls: number): number {
    const left = Math.min(this.#burst - 1, this.#burst * RESERVED);
    const yields = Math.max(0, this.#refusedAt + YIELD_MS - this.#now());
    return Math.max(yields, this.#msUntil(calls + left));
  }

  #wakeIn(ms: number): void {
    const at = this.#now() + Math.max(1, ms);
    if (at >= this.#wakesAt && this.#wakesAt > this.#now()) return;
    this.#wakesAt = at;
    void this.#clock.delay(Math.max(1, ms)).then(() => {
      if (this.#wakesAt === at) this.#wakesAt = Number.POSITIVE_INFINITY;
      this.#serve();
    });
  }
}
