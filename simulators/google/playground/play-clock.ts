import type { Clock } from '../../../functions/clock.ts';

interface Waiting {
  /** By this clock, ms since the epoch. */
  readonly at: number;
  readonly fire: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** A timer of Node holds no more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The clock of the demo: the machine's time, which a person at the playground moves forward or lets run faster. It never goes
 * back. While somebody waits for an answer it runs at its usual speed, because the programs cannot run faster.
 */
export class PlayClock implements Clock {
  #rate = 1;
  #holds = 0;
  /** The machine's monotonic time and this clock's at the last change of speed. */
  #real = performance.now();
  #shown: number;
  readonly #waiting = new Set<Waiting>();

  readonly #save: (aheadMs: number) => void;

  /** Starts `aheadMs` after the machine's time. `save` gets how far it is ahead, when a person has changed that. */
  constructor(aheadMs = 0, save: (aheadMs: number) => void = () => {}) {
    this.#shown = Date.now() + Math.max(0, aheadMs);
    this.#save = save;
  }

  now(): number {
    return Math.floor(this.#shown + (performance.now() - this.#real) * this.#speed);
  }

  setBackSince(): number {
    return 0;
  }

  setBackMs(): number {
    return 0;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const end = (settle: () => void) => () => {
        clearTimeout(waiting.timer);
        this.#waiting.delete(waiting);
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const waiting: Waiting = { at: this.now() + ms, fire: end(resolve), timer: undefined };
      const onAbort = end(() => reject(signal?.reason));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
      this.#arm(waiting);
    });
  }

  /** The factor by which it runs faster than the machine's time, when nobody waits for an answer. */
  get rate(): number {
    return this.#rate;
  }

  set rate(rate: number) {
    this.#change(() => {
      this.#rate = rate;
    });
    this.#save(this.aheadMs);
  }

  /** By how many ms it is ahead of the machine's time. */
  get aheadMs(): number {
    return this.now() - Date.now();
  }

  /** Moves it forward; what is due by then happens now, in order. */
  forward(ms: number): void {
    this.#change(() => {
      this.#shown += ms;
    });
    const due = [...this.#waiting].filter(({ at }) => at <= this.now()).sort((a, b) => a.at - b.at);
    for (const { fire } of due) fire();
    this.#save(this.aheadMs);
  }

  /** Moves it forward to the next time for which something waits, at most to `until`, ms since the epoch; what is due by then happens now. */
  forwardToNext(until: number): void {
    const next = Math.min(until, ...[...this.#waiting].map(({ at }) => Math.ceil(at)));
    this.forward(Math.max(0, next - this.now()));
  }

  /** Runs work at the usual speed. */
  async atUsualSpeed<T>(work: () => Promise<T>): Promise<T> {
    this.#change(() => {
      this.#holds += 1;
    });
    try {
      return await work();
    } finally {
      this.#change(() => {
        this.#holds -= 1;
      });
    }
  }

  get #speed(): number {
    return this.#holds > 0 ? 1 : this.#rate;
  }

  #change(apply: () => void): void {
    const real = performance.now();
    this.#shown += (real - this.#real) * this.#speed;
    this.#real = real;
    apply();
    for (const waiting of this.#waiting) this.#arm(waiting);
  }

  #arm(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    const ms = Math.min(MAX_TIMER_MS, Math.max(0, (waiting.at - this.now()) / this.#speed));
    waiting.timer = setTimeout(() => {
      if (this.now() >= waiting.at) waiting.fire();
      else this.#arm(waiting);
    }, ms).unref();
  }
}
