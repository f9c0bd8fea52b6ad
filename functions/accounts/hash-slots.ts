/** More than that do not wait: their requests would be answered before. */
const MAX_WAITING = 500;
/** New PINs of one owner, who sets one at a time. */
const MAX_NEW_PINS = 5;

interface HashOptions {
  /** True if the caller waits no more when the turn comes. */
  readonly isLate?: () => boolean;
  /** True for a PIN that is set, not checked: checks of its owner come first. */
  readonly isNewPin?: boolean;
}

interface Waiting {
  readonly start: () => void;
  readonly isNewPin: boolean;
}

/** A hash that was not made: too many wait, or its caller waits no more. */
export class HashDroppedError extends Error {
  override readonly name = 'HashDroppedError';
}

/**
 * The threads that PINs may be hashed on: two of libuv's four, and one per account. The others stay free for flushes of the disk
 * and for name resolution, and accounts take turns, so that one with many hashes does not hold up the others.
 */
export class HashSlots {
  readonly #max: number;
  readonly #busy = new Set<string>();
  /** By owner; the one that ran last is last. */
  readonly #waiting = new Map<string, Waiting[]>();
  #count = 0;

  constructor(max = 2) {
    this.#max = max;
  }

  /**
   * Runs `hash` when a slot is free and no other hash of `owner` runs; those of one owner in order of arrival. Rejects with
   * {@link HashDroppedError} if too many wait, or if `isLate` when its turn comes.
   */
  async run<T>(owner: string, hash: () => Promise<T>, options: HashOptions = {}): Promise<T> {
    const { isLate = () => false, isNewPin = false } = options;
    const own = this.#waiting.get(owner) ?? [];
    const checks = own.filter((each) => !each.isNewPin).length;
    const isFull = this.#count >= MAX_WAITING || (isNewPin && own.length - checks >= MAX_NEW_PINS);
    if (isFull) throw new HashDroppedError('too many PINs wait to be checked');
    this.#count += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(owner, own);
    own.splice(isNewPin ? own.length : checks, 0, { start: resolve, isNewPin });
    this.#startNext();
    await promise;
    try {
      if (isLate()) throw new HashDroppedError('the request was answered before its PIN was checked');
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
      const next = own.shift();
      this.#count -= 1;
      if (own.length === 0) this.#waiting.delete(owner);
      this.#busy.add(owner);
      next?.start();
    }
  }

  #makeLast(owner: string): void {
    const own = this.#waiting.get(owner);
    if (own === undefined) return;
    this.#waiting.delete(owner);
    this.#waiting.set(owner, own);
  }
}
