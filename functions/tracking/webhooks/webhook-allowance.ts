import type { Clock } from '../../clock.ts';

/** Posts that an account may send at once, and in an hour from then on; the same for each of its locks. */
const POSTS = { burst: 120, perHour: 600, burstPerLock: 6, perHourPerLock: 60 };
/** The same for the bytes of the jobs that they leave. */
const BYTES = {
  burst: 1024 * 1024,
  perHour: 4 * 1024 * 1024,
  burstPerLock: 16 * 1024,
  perHourPerLock: 64 * 1024,
};
const HOUR_MS = 60 * 60_000;
/** More accounts than one process serves in an hour. */
const MAX_ACCOUNTS = 10_000;

type Rates = typeof POSTS;

interface Allowance {
  posts: number;
  bytes: number;
  /** Ms since the epoch. */
  at: number;
}

/**
 * Bounds what one account's webhooks may leave in the queue of jobs. Jobs are tried for two and a half hours at most, so not more than
 * that wait: about 1600 posts and 11 MiB of an account and process, whatever fails.
 */
export class WebhookAllowance {
  readonly #clock: Clock;
  readonly #accounts = new Map<string, Allowance>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a post; false if it is one too many. `locks` is the number of the account's shared locks. */
  takePost(accountId: string, locks: number): boolean {
    const allowance = this.#refilled(accountId, locks);
    if (allowance.posts < 1) return false;
    allowance.posts -= 1;
    return true;
  }

  /** Returns when the next post of an account may be counted, ms since the epoch. */
  nextPostAt(accountId: string, locks: number): number {
    const { posts, at } = this.#refilled(accountId, locks);
    const perHour = POSTS.perHour + POSTS.perHourPerLock * locks;
    return at + (Math.max(0, 1 - posts) / perHour) * HOUR_MS;
  }

  /** Counts the bytes of the jobs of a post; false if they are too many. */
  takeBytes(accountId: string, locks: number, bytes: number): boolean {
    const allowance = this.#refilled(accountId, locks);
    if (allowance.bytes < bytes) return false;
    allowance.bytes -= bytes;
    return true;
  }

  #refilled(accountId: string, locks: number): Allowance {
    const now = this.#clock.now();
    const before = this.#accounts.get(accountId) ?? { posts: Infinity, bytes: Infinity, at: now };
    // Nothing if the clock was set back.
    const hours = Math.max(0, now - before.at) / HOUR_MS;
    const refill = (left: number, rates: Rates) =>
      Math.min(
        rates.burst + rates.burstPerLock * locks,
        left + (rates.perHour + rates.perHourPerLock * locks) * hours,
      );
    const allowance = { posts: refill(before.posts, POSTS), bytes: refill(before.bytes, BYTES), at: now };
    this.#accounts.delete(accountId);
    this.#accounts.set(accountId, allowance);
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > MAX_ACCOUNTS && oldest !== undefined) this.#accounts.delete(oldest);
    return allowance;
  }
}
