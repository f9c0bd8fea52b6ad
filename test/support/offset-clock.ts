import { type Clock, SetBacks } from '../../functions/clock.ts';

interface Waiting {
  readonly at: number;
  readonly fire: () => void;
}

/**
 * The machine's time plus an offset that a test moves: real servers talk over real sockets at their own pace, and days
 * pass at once when the test says so. `ManualClock` is the other fake: its time stands still, and delays with it. Here they
 * end at the machine's pace also where the time stands still (`stillAt`, ms since the epoch), for pages that are to look the
 * same each time; the time then moves to the end of each delay. `startAt` is for tests of certain dates: it passes from there.
 */
export class OffsetClock implements Clock {
  readonly #stillAt: number | undefined;
  #offset = 0;
  #behind = 0;
  readonly #setBacks = new SetBacks();
  readonly #waiting = new Set<Waiting>();

  constructor({
    stillAt,
    startAt,
  }: { readonly stillAt?: number | undefined; readonly startAt?: number } = {}) {
    this.#stillAt = stillAt;
    if (startAt !== undefined) this.advance(startAt - this.now());
  }

  now(): number {
    return this.#passed() - this.#behind;
  }

  setBackMs(): number {
    return this.#setBacks.total;
  }

  setBackSince(at: number): number {
    return this.#setBacks.since(at);
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const end = (settle: () => void) => () => {
        clearTimeout(timer);
        this.#waiting.delete(entry);
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const entry: Waiting = { at: this.#passed() + ms, fire: end(resolve) };
      const onAbort = end(() => reject(signal?.reason));
      const onTime = () => {
        if (this.#stillAt !== undefined) this.#offset += Math.max(0, entry.at - this.#passed());
        entry.fire();
      };
      const timer = setTimeout(onTime, ms);
      timer.unref();
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(entry);
    });
  }

  /** Milliseconds until the next delay ends; `undefined` if there is none. */
  get nextInMs(): number | undefined {
    if (this.#waiting.size === 0) return undefined;
    return Math.max(0, Math.min(...[...this.#waiting].map(({ at }) => at)) - this.#passed());
  }

  /** Moves time forward; delays that are due by then resolve now, earliest first. */
  advance(ms: number): void {
    this.#offset += ms;
    const due = [...this.#waiting].filter(({ at }) => at <= this.#passed()).sort((a, b) => a.at - b.at);
    for (const { fire } of due) fire();
  }

  /** Sets the clock back, as NTP does: `now` changes, delays end when they would have. */
  setBack(ms: number): void {
    this.#setBacks.observe(this.now(), this.#passed());
    this.#behind += ms;
    this.#setBacks.observe(this.now(), this.#passed());
  }

  /** Sets the clock forward, as NTP does after a start in the past: `now` changes, delays end when they would have. */
  setForward(ms: number): void {
    this.#behind -= ms;
  }

  #passed(): number {
    return (this.#stillAt ?? Date.now()) + this.#offset;
  }
}

/** Returns a clock that begins in the middle of a month, for tests of the month's calls: no other month begins in them. */
export function midMonth(): OffsetClock {
  return new OffsetClock({ startAt: Date.UTC(2027, 0, 15) });
}
