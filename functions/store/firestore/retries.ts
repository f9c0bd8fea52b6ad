import { backOffMs, withJitter } from '../../back-off.ts';
import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { StoreUnavailableError } from '../store.ts';

/** Number of failures after which one operation gives up. */
const MAX_FAILURES = 5;
/** Maximum duration of one operation with its retries, in milliseconds: callers have a deadline of a few seconds. */
const MAX_TOTAL_MS = 8000;
const FIRST_PAUSE_MS = 60;

/** The retry budget of one store operation, shared by all its calls. */
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

  /** Waits before the next attempt, half of it random: what failed together must not retry together. Throws when used up. */
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
