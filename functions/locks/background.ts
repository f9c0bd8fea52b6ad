/** Work that continues after an answer was sent. It must not reject: the caller that starts it handles its failures. */
export class Background {
  readonly #running = new Set<Promise<unknown>>();

  track<T>(work: Promise<T>): Promise<T> {
    const entry: Promise<unknown> = work.then(
      () => this.#running.delete(entry),
      () => this.#running.delete(entry),
    );
    this.#running.add(entry);
    return work;
  }

  /** Resolves once no work is left, including work that is started meanwhile. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
