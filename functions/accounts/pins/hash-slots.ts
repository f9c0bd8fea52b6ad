/** More than that do not wait: their requests would be answered before. */
const MAX_WAITING = 500;
/** New PINs of one owner, who sets one at a time. */
const MAX_NEW_PINS = 5;
/** A hash takes about so long on a core of 2025, ms; from the first one on its own time counts. */
const USUAL_HASH_MS = 30;
/** The share of the newest hash in the expected time of the next one. */
const NEWEST_SHARE = 0.2;

/** Options of a hash. */
export interface HashOptions {
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
  /** The time that a hash took lately, ms; `undefined` until the first one. */
  #hashMs: number | undefined;

  constructor(max = 2) {
    this.#max = max;
  }

  /** Returns for how long a hash of an owner who has none here would wait, ms, judged by the newest ones. */
  get waitMs(): number {
    const turns = Math.floor((this.#busy.size + this.#waiting.size) / this.#max);
    return turns * (this.#hashMs ?? USUAL_HASH_MS);
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
      const begun = performance.now();
      const result = await hash();
      this.#expect(performance.now() - begun);
      return result;
    } finally {
      this.#busy.delete(owner);
      this.#makeLast(owner);
      this.#startNext();
    }
  }

  #expect(ms: number): void {
    this.#hashMs = this.#hashMs === undefined ? ms : this.#hashMs + (ms - this.#hashMs) * NEWEST_SHARE;
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
