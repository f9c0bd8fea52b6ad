import { ManualClock } from './manual-clock.ts';
import { WorkInFlight } from './work-in-flight.ts';

/** More simulated time than any work of a test takes. */
const MAX_STEP_MS = 24 * 3_600_000;

/**
 * Moves simulated time for real servers that talk over real sockets: to the end of the next delay as soon as all work is
 * done that needs no time. Days pass in seconds, and no delay ends late.
 */
export class TimeDriver {
  readonly clock: ManualClock;
  readonly #work: WorkInFlight;

  constructor(startAt = Date.UTC(2026, 0, 1)) {
    this.clock = new ManualClock(startAt);
    this.#work = new WorkInFlight(() => this.clock.activity);
  }

  /** Stops observing this process; time stands still from then on. */
  close(): void {
    this.#work.close();
  }

  /** Moves time to `at`, ms since the epoch, and resolves when all work until then is done. */
  async runUntil(at: number): Promise<void> {
    for (;;) {
      await this.#work.calm();
      const next = this.clock.nextAt;
      const done = next === undefined || next > at;
      this.clock.moveTo(at);
      if (done) return;
    }
  }

  /** Moves time forward until `work` has ended; rejects after `longestMs` of simulated time. */
  async finish<T>(work: Promise<T>, longestMs = MAX_STEP_MS): Promise<T> {
    let ended = false;
    const end = () => {
      ended = true;
    };
    work.then(end, end);
    const giveUpAt = this.clock.now() + longestMs;
    for (;;) {
      await this.#work.calm();
      if (ended) return work;
      const next = this.clock.nextAt;
      if (next === undefined || next > giveUpAt) throw new Error('waited in vain for simulated work to end');
      this.clock.moveTo(next);
    }
  }
}
