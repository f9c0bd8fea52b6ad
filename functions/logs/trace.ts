import type { Clock } from '../clock.ts';

/** The id and times of one request, passed to its upstream calls: separates our own time from time spent waiting for a cloud. */
export class Trace {
  readonly requestId: string;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #running = 0;
  #waitingSince = 0;
  #upstreamMs = 0;

  constructor(requestId: string, clock: Clock) {
    this.requestId = requestId;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** Runs one upstream call. Overlapping calls count once: the sum is the time in which at least one ran. */
  async upstream<T>(call: () => Promise<T>): Promise<T> {
    if (this.#running++ === 0) this.#waitingSince = this.#clock.now();
    try {
      return await call();
    } finally {
      if (--this.#running === 0) this.#upstreamMs += this.#clock.now() - this.#waitingSince;
    }
  }

  /** Returns the milliseconds so far: total, with an upstream call running, and without one (ours). */
  times(): { totalMs: number; upstreamMs: number; ourMs: number } {
    const now = this.#clock.now();
    const totalMs = now - this.#startedAt;
    const upstreamMs = this.#upstreamMs + (this.#running > 0 ? now - this.#waitingSince : 0);
    return { totalMs, upstreamMs, ourMs: totalMs - upstreamMs };
  }
}
