import { type Clock, delayUntil } from '../../clock.ts';
import type { CallOptions } from '../../locks/lock-cloud.ts';

type CallPriority = NonNullable<CallOptions['priority']>;

type Rank = CallPriority | 'left';

/** `left`: nobody waits for the call any more. */
const RANKS: readonly Rank[] = ['command', 'read', 'background', 'left'];
const WINDOW_MS = 60_000;
/** The most calls of an account that wait, and as many commands more: a home has fewer locks. */
const MAX_WAITING = 500;

interface WaitingCall {
  readonly priority: CallPriority;
  readonly urgentUntil: number;
  readonly start: () => void;
}

/** Limits calls per minute and account, by priority. A fifth is for commands: a person at a door must not wait for reads. */
export class CallLimiter {
  readonly #clock: Clock;
  readonly #callsPerMinute: number;
  readonly #starts: number[] = [];
  readonly #waiting: WaitingCall[] = [];
  #wakingAt: number | undefined;

  constructor(callsPerMinute: number, clock: Clock) {
    this.#callsPerMinute = Math.max(1, Math.floor(callsPerMinute));
    this.#clock = clock;
  }

  /** Counts a call and returns true if it may start at once. */
  takeNow(priority: CallPriority): boolean {
    this.#forget();
    if (this.#waiting.length > 0 || this.#starts.length >= this.#allowed(priority)) return false;
    this.count();
    return true;
  }

  /** True if so many calls wait that another one must not. */
  isFull(priority: CallPriority): boolean {
    return this.#waiting.length >= (priority === 'command' ? 2 : 1) * MAX_WAITING;
  }

  /**
   * Resolves when a call may start, and counts it. Rejects with the signal's reason if that aborts first. `urgentUntil` as in
   * {@link CallOptions}.
   */
  take(priority: CallPriority, signal?: AbortSignal, urgentUntil = Number.POSITIVE_INFINITY): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const waiting: WaitingCall = {
        priority,
        urgentUntil,
        start: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        const index = this.#waiting.indexOf(waiting);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
      this.#serve();
    });
  }

  /** Counts a call that does not wait, such as a renewal of credentials. */
  count(): void {
    this.#starts.push(this.#clock.now());
  }

  /** True if no call waits and none started in the last minute. */
  get idle(): boolean {
    this.#forget();
    return this.#waiting.length === 0 && this.#starts.length === 0;
  }

  #serve(): void {
    this.#forget();
    const now = this.#clock.now();
    const rankOf = (one: WaitingCall): Rank => (now < one.urgentUntil ? one.priority : 'left');
    for (const rank of RANKS) {
      for (const waiting of this.#waiting.filter((one) => rankOf(one) === rank)) {
        if (this.#starts.length >= this.#allowed(rank)) break;
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        this.count();
        waiting.start();
      }
    }
    this.#wakeLater();
  }

  #allowed(rank: Rank): number {
    return rank === 'command'
      ? this.#callsPerMinute
      : this.#callsPerMinute - Math.floor(this.#callsPerMinute / 5);
  }

  #forget(): void {
    const now = this.#clock.now();
    // A future start means that the clock was set back. It counts from now, or it would count until the clock catches up.
    for (let last = this.#starts.length - 1; (this.#starts[last] ?? 0) > now; last--)
      this.#starts[last] = now;
    const windowStart = now - WINDOW_MS;
    while (this.#starts[0] !== undefined && this.#starts[0] <= windowStart) this.#starts.shift();
  }

  #wakeLater(): void {
    const oldest = this.#starts[0];
    if (this.#waiting.length === 0 || oldest === undefined) return;
    const at = oldest + WINDOW_MS;
    if (this.#wakingAt === at) return;
    this.#wakingAt = at;
    void delayUntil(this.#clock, Math.max(at, this.#clock.now() + 1)).then(() => {
      if (this.#wakingAt === at) this.#wakingAt = undefined;
      this.#serve();
    });
  }
}
