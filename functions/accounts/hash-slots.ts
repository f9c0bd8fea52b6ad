/**
 * The threads that PINs may be hashed on: two of libuv's four, and one per account. The others stay free for flushes of the disk
 * and for name resolution, and accounts take turns, so that one with many hashes does not hold up the others.
 */
export class HashSlots {
  readonly #max: number;
  readonly #busy = new Set<string>();
  /** By owner; the one that ran last is last. */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(max = 2) {
    this.#max = max;
  }

  /** Runs `hash` when a slot is free and no other hash of `owner` runs; those of one owner in order of arrival. */
  async run<T>(owner: string, hash: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const own = this.#waiting.get(owner) ?? [];
    this.#waiting.set(owner, own);
    own.push(resolve);
    this.#startNext();
    await promise;
    try {
      return await hash();
    } finally {
      this.#busy.delete(owner);
      this.#makeLast(owner);
      this.#startNext();
    }
  }

  #startNext(): void {
    for (const [owner, own] of [...this.#waiting]) {
      if (this.#busy.size >= this.#max) return;
      if (this.#busy.has(owner)) continue;
      const start = own.shift();
      if (own.length === 0) this.#waiting.delete(owner);
      this.#busy.add(owner);
      start?.();
    }
  }

  #makeLast(owner: string): void {
    const own = this.#waiting.get(owner);
    if (own === undefined) return;
    this.#waiting.delete(owner);
    this.#waiting.set(owner, own);
  }
}
