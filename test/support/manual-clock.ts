import { type Clock, SetBacks } from '../../functions/clock.ts';
import { type Timer, TimerHeap } from './timer-heap.ts';
import { flush } from './until.ts';

/**
 * Time that stands still until a test moves it: step by step with `advance`, or by a `TimeDriver`, which waits for real
 * sockets between two delays. `OffsetClock` is the other fake: its time passes.
 */
export class ManualClock implements Clock {
  /** Count of delays that began, ended or were cancelled: while it changes, work is going on. */
  activity = 0;
  #now: number;
  #behind = 0;
  readonly #setBacks = new SetBacks();
  #order = 0;
  #pending = 0;
  readonly #timers = new TimerHeap();
  /** Resolves when the work is done that a delay may have started. */
  readonly #settle: () => Promise<void>;

  constructor(startAt = Date.UTC(2026, 0, 15, 12), settle: () => Promise<void> = flush) {
    this.#now = startAt;
    this.#settle = settle;
  }

  now(): number {
    return this.#now - this.#behind;
  }

  setBackMs(): number {
    return this.#setBacks.total;
  }

  setBackSince(at: number): number {
    return this.#setBacks.since(at);
  }

  /** Count of delays that have not ended. */
  get pending(): number {
    return this.#pending;
  }

  /** End of the next delay, ms since the epoch. */
  get nextAt(): number | undefined {
    return this.#timers.first?.at;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    this.activity++;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const end = () => {
        this.activity++;
        this.#pending--;
      };
      const onAbort = () => {
        end();
        timer.cancelled = true;
        reject(signal?.reason);
      };
      const timer: Timer = {
        at: this.#now + Math.max(0, Math.ceil(ms)),
        order: this.#order++,
        cancelled: false,
        fire: () => {
          end();
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending++;
      this.#timers.push(timer);
    });
  }

  /** Sets the clock back, as NTP does: `now` changes, delays end when they would have. */
  setBack(ms: number): void {
    this.#setBacks.observe(this.now(), this.#now);
    this.#behind += ms;
    this.#setBacks.observe(this.now(), this.#now);
  }

  /** Moves time forward, at most to the end of the next delay, and ends one delay that is due then. */
  moveTo(at: number): void {
    const next = this.nextAt;
    this.#now = Math.max(this.#now, next === undefined ? at : Math.min(at, next));
    if (next !== undefined && next <= this.#now) this.#timers.pop()?.fire();
  }

  /**
   * Moves time forward by `ms`. Delays end in order, each at its own time; between two of them the work runs that waited:
   * for a few turns of the event loop, unless the clock was made with another rule.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#settle();
    for (let next = this.nextAt; next !== undefined && next <= end; next = this.nextAt) {
      this.moveTo(next);
      await this.#settle();
    }
    this.#now = end;
    await this.#settle();
  }
}
