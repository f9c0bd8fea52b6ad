import { ManualClock } from './manual-clock.ts';
import { WorkInFlight } from './work-in-flight.ts';

/** More simulated time than anything that is waited for takes. */
const MAX_STEP_MS = 24 * 3_600_000;

/**
 * Lets simulated time pass for real servers that talk over real sockets: it moves to the end of the next delay as soon
 * as everything else is done that can be done before, so that days pass in seconds and nothing is ever late.
 */
export class TimeDriver {
  readonly clock: ManualClock;
  readonly #work: WorkInFlight;

  constructor(startAt = Date.UTC(2026, 0, 1)) {
    this.clock = new ManualClock(startAt);
    this.#work = new WorkInFlight(() => this.clock.activity);
  }

  /** Stops watching; time stands still from then on. */
  close(): void {
    this.#work.close();
  }

  /** Lets everything happen that does until `at`, ms since the epoch, and comes to rest there. */
  async runUntil(at: number): Promise<void> {
    for (;;) {
      await this.#work.calm();
      const next = this.clock.nextAt;
      const done = next === undefined || next > at;
      this.clock.moveTo(at);
      if (done) return;
    }
  }

  /** Lets as much time pass as `work` takes. */
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
