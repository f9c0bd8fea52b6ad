/** Work that goes on behind an answer. It must not reject: whoever starts it handles its failures. */
export class Background {
  readonly #running = new Set<Promise<unknown>>();

  /** Keeps track of work until it ended; answers the same promise. */
  track<T>(work: Promise<T>): Promise<T> {
    const entry: Promise<unknown> = work.then(
      () => this.#running.delete(entry),
      () => this.#running.delete(entry),
    );
    this.#running.add(entry);
    return work;
  }

  /** Resolves when nothing is running any more, work that was started meanwhile included. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
