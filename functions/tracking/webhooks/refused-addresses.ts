import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';

/** A refusal is repeated for so long without looking again: as long as the drops of an account share a job. */
const MAX_MS = 10_000;
/** More addresses than are flooded at once. */
const MAX_ADDRESSES = 1000;

/** Why posts to an address are refused: too many for its account, or no account has it. */
export type Refusal =
  | { readonly kind: 'too-many'; readonly accountId: string }
  | { readonly kind: 'unknown' };

/**
 * The addresses whose last post was refused, for some seconds: a thousand posts a second to one address must not become as many reads of
 * the store, which all accounts share. Holds hashes: the addresses are secrets.
 */
export class RefusedAddresses {
  readonly #clock: Clock;
  readonly #refused = new Map<
    string,
    { readonly refusal: Refusal; readonly since: number; readonly until: number }
  >();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#refused.size;
  }

  /** Returns why posts to an address are refused now; `undefined` if that must be looked up. */
  find(address: string): Refusal | undefined {
    const key = keyOf(address);
    const found = this.#refused.get(key);
    const now = this.#clock.now();
    // A time ahead of it was before the clock was set back.
    if (found !== undefined && found.since <= now && now < found.until) return found.refusal;
    this.#refused.delete(key);
    return undefined;
  }

  /** Refuses posts to an address until a time, ms since the epoch, but for ten seconds at most. */
  add(address: string, refusal: Refusal, until: number = Number.POSITIVE_INFINITY): void {
    const key = keyOf(address);
    const since = this.#clock.now();
    this.#refused.delete(key);
    this.#refused.set(key, { refusal, since, until: Math.min(until, since + MAX_MS) });
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > MAX_ADDRESSES && oldest !== undefined) this.#refused.delete(oldest);
  }
}

function keyOf(address: string): string {
  return createHash('sha256').update(address).digest('base64url');
}
