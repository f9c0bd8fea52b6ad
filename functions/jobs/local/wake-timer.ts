import { CANCELLED, type Clock, delayUntil } from '../../clock.ts';

/** One timer for the earliest of several times. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #maxMs: number;
  readonly #onWake: () => void;
  #timer: { readonly at: number; readonly cancelled: AbortController } | undefined;

  /** Calls `onWake` at each time that is set, but at most `maxMs` milliseconds after it was set. */
  constructor(clock: Clock, maxMs: number, onWake: () => void) {
    this.#clock = clock;
    this.#maxMs = maxMs;
    this.#onWake = onWake;
  }

  at(time: number): void {
    if (this.#timer !== undefined && this.#timer.at <= time) return;
    this.cancel();
    const timer = { at: time, cancelled: new AbortController() };
    this.#timer = timer;
    const wakeAt = Math.min(time, this.#clock.now() + this.#maxMs);
    delayUntil(this.#clock, wakeAt, timer.cancelled.signal).then(
      () => {
        if (this.#timer !== timer) return;
        this.#timer = undefined;
        this.#onWake();
      },
      () => {},
    );
  }

  cancel(): void {
    this.#timer?.cancelled.abort(CANCELLED);
    this.#timer = undefined;
  }
}
