import type { Clock } from '../../functions/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
  gone: boolean;
}

/**
 * Time that stands still until somebody moves it, made for millions of delays: a heap, where `VirtualClock` sorts.
 * Who moves it is a `TimeDriver`, because real sockets between two moments need their turn.
 */
export class SimulatedClock implements Clock {
  /** Delays that began, ended or were given up so far: while it changes, something is going on. */
  activity = 0;
  #now: number;
  #order = 0;
  readonly #heap: Timer[] = [];

  constructor(startAt = Date.UTC(2026, 0, 1)) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    this.activity++;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.activity++;
        timer.gone = true;
        reject(signal?.reason);
      };
      const timer: Timer = {
        at: this.#now + Math.max(0, Math.ceil(ms)),
        order: this.#order++,
        gone: false,
        fire: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#push(timer);
    });
  }

  /** When the next delay ends, ms since the epoch. */
  get nextAt(): number | undefined {
    while (this.#heap[0]?.gone) this.#pop();
    return this.#heap[0]?.at;
  }

  /** Moves time forward, never past the end of a delay, and ends the earliest delay that is due then. */
  moveTo(at: number): void {
    const next = this.nextAt;
    this.#now = Math.max(this.#now, next === undefined ? at : Math.min(at, next));
    if (next === undefined || next > this.#now) return;
    this.activity++;
    const timer = this.#pop();
    if (timer !== undefined) {
      timer.gone = true;
      timer.fire();
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent])) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || last === first) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const least = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isBefore(heap[least], heap[index])) return first;
      this.#swap(index, least);
      index = least;
    }
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return;
    this.#heap[one] = b;
    this.#heap[other] = a;
  }
}

function isBefore(a: Timer | undefined, b: Timer | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return a.at - b.at < 0 || (a.at === b.at && a.order < b.order);
}
