import type { Clock } from '../clock.ts';

/**
 * The time and identity of one request, handed down to the calls that it causes, so that one log line can tell our
 * own milliseconds from those that were spent waiting for a cloud.
 */
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

  /** Runs one upstream call. Overlapping calls count once: what is summed is the time in which at least one ran. */
  async upstream<T>(call: () => Promise<T>): Promise<T> {
    if (this.#running++ === 0) this.#waitingSince = this.#clock.now();
    try {
      return await call();
    } finally {
      if (--this.#running === 0) this.#upstreamMs += this.#clock.now() - this.#waitingSince;
    }
  }

  /** Milliseconds until now: all, those with an upstream call under way, and the difference, which is ours. */
  times(): { totalMs: number; upstreamMs: number; ourMs: number } {
    const now = this.#clock.now();
    const totalMs = now - this.#startedAt;
    const upstreamMs = this.#upstreamMs + (this.#running > 0 ? now - this.#waitingSince : 0);
    return { totalMs, upstreamMs, ourMs: totalMs - upstreamMs };
  }
}
