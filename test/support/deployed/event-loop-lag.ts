const EVERY_MS = 10;

/** Tells how late this process was in noticing anything: on a busy machine what arrives waits for its turn. */
export class EventLoopLag {
  readonly #turns: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#turns.push(Date.now());
    this.#timer = setInterval(() => this.#turns.push(Date.now()), EVERY_MS);
    this.#timer.unref();
  }

  /** How long before `at`, ms since the epoch, something may have arrived that was noticed then. */
  before(at: number): number {
    const last = this.#turns.findLastIndex((turn) => turn <= at);
    const turns = this.#turns.slice(Math.max(0, last - 2), last + 1);
    return Math.max(0, at - (turns[0] ?? at) - 3 * EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
