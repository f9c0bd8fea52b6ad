import type { Clock } from '../../../functions/clock.ts';
import { type Timer, TimerHeap } from '../../support/timer-heap.ts';

/** All delays end on this grid, in ms: the work of one instant shares one turn of the event loop. */
const GRID_MS = 10;

/** A call that is due; it can be withdrawn. */
export interface Due {
  fire: (() => void) | undefined;
}

/**
 * Time for work that never leaves this process: it moves on as soon as no promise is left to resolve. A `TimeDriver` waits for real sockets
 * besides, which takes a hundred times as long.
 */
export class VirtualTime implements Clock {
  /** The instants at which something is due, and what. */
  readonly #instants = new TimerHeap();
  readonly #due = new Map<number, Due[]>();
  #now: number;

  constructor(startAt: number) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal === undefined) return new Promise((resolve) => this.at(this.#now + ms, resolve));
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const due = this.at(this.#now + ms, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      const onAbort = () => {
        due.fire = undefined;
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Calls `fire` at a time, ms since the epoch, or now if that is past. */
  at(time: number, fire: () => void): Due {
    const at = Math.ceil(Math.max(time, this.#now) / GRID_MS) * GRID_MS;
    const due: Due = { fire };
    const others = this.#due.get(at);
    if (others) others.push(due);
    else {
      this.#due.set(at, [due]);
      this.#instants.push({ at, order: 0, fire: () => {}, cancelled: false } satisfies Timer);
    }
    return due;
  }

  /** Moves time to `end`, ms since the epoch, and resolves when all work until then is done. */
  async runUntil(end: number): Promise<void> {
    for (;;) {
      await turn();
      const first = this.#instants.first;
      if (first === undefined || first.at > end) {
        this.#now = end;
        return;
      }
      this.#instants.pop();
      this.#now = first.at;
      const due = this.#due.get(first.at) ?? [];
      this.#due.delete(first.at);
      for (const { fire } of due) fire?.();
    }
  }
}

/** Resolves when no promise is left to resolve: Node runs this queue when that of promises is empty. `setImmediate` takes twenty times as long. */
function turn(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
