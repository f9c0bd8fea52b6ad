import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../functions/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Time that stands still until a test moves it. */
export class VirtualClock implements Clock {
  #now: number;
  #behind = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(startAt = Date.UTC(2026, 0, 15, 12)) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now - this.#behind;
  }

  /** How many delays are waited for. */
  get pending(): number {
    return this.#timers.size;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#timers.delete(timer);
        reject(signal?.reason);
      };
      const timer: Timer = {
        at: this.#now + ms,
        order: this.#order++,
        fire: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#timers.add(timer);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Sets the clock back, as NTP does: what it says changes, delays end when they would have. */
  setBack(ms: number): void {
    this.#behind += ms;
  }

  /**
   * Moves time forward. Delays end in the order of their moments, each at its own moment, and what waits for one
   * runs (sockets included, as far as a few turns of the event loop carry it) before time moves on.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await flush();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.fire();
      await flush();
    }
    this.#now = end;
    await flush();
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}

/** Lets everything run that can run now. */
export async function flush(turns = 10): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate();
}

/** Waits, in real time, until something is so that real sockets and threads bring about. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await setImmediate();
  }
}
