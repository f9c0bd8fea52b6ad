import { backOffMs, withJitter } from '../../back-off.ts';
import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { StoreUnavailableError } from '../store.ts';

/** Failures that one operation may meet before it gives up. */
const MAX_FAILURES = 5;
/** The longest that one operation tries, in milliseconds: whoever asked has a deadline of a few seconds. */
const MAX_TOTAL_MS = 8000;
const FIRST_PAUSE_MS = 60;

/** The patience of one store operation, shared by every call that it makes. */
export class Retries {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #startedAt: number;
  #failures = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#startedAt = clock.now();
  }

  /**
   * Waits before the next attempt: twice as long each time, of which a random half, so that those who failed
   * together do not come back together.
   *
   * @throws {StoreUnavailableError} when enough has been tried; `failure` is its cause.
   */
  async pause(failure: unknown): Promise<void> {
    this.#failures += 1;
    const pauseMs = withJitter(backOffMs({ firstMs: FIRST_PAUSE_MS }, this.#failures), this.#random);
    const elapsedMs = this.#clock.now() - this.#startedAt;
    if (this.#failures >= MAX_FAILURES || elapsedMs + pauseMs > MAX_TOTAL_MS) {
      throw new StoreUnavailableError(`Firestore did not answer, tried ${this.#failures} times`, {
        cause: failure,
      });
    }
    await this.#clock.delay(pauseMs);
  }
}
