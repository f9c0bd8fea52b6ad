import { CANCELLED, type Clock } from '../clock.ts';

/** One timer for the earliest of several moments. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #longestMs: number;
  readonly #onWake: () => void;
  #timer: { readonly at: number; readonly cancelled: AbortController } | undefined;

  /** `onWake` is called at each moment, and `longestMs` milliseconds after a moment was asked for that is further off. */
  constructor(clock: Clock, longestMs: number, onWake: () => void) {
    this.#clock = clock;
    this.#longestMs = longestMs;
    this.#onWake = onWake;
  }

  /** Wakes at this moment (ms since the epoch) too. */
  at(moment: number): void {
    if (this.#timer !== undefined && this.#timer.at <= moment) return;
    this.cancel();
    const pause = Math.min(Math.max(0, moment - this.#clock.now()), this.#longestMs);
    const timer = { at: moment, cancelled: new AbortController() };
    this.#timer = timer;
    this.#clock.delay(pause, timer.cancelled.signal).then(
      () => {
        if (this.#timer !== timer) return;
        this.#timer = undefined;
        this.#onWake();
      },
      () => {},
    );
  }

  /** Forgets all moments. */
  cancel(): void {
    this.#timer?.cancelled.abort(CANCELLED);
    this.#timer = undefined;
  }
}
