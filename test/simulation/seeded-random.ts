import type { Random } from '../../functions/random.ts';

/** Repeatable randomness: the same seed gives the same run. Not for real secrets. */
export class SeededRandom implements Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1); mulberry32 by Tommy Ettinger, in the public domain. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => Math.floor(this.next() * 256)));
  }

  /** Returns a number in [least, most), evenly distributed. */
  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** Returns the time to the next of random events with this mean interval. */
  wait(average: number): number {
    return -Math.log(1 - this.next()) * average;
  }

  /** Returns one of several items. */
  pick<T>(all: readonly T[]): T {
    const picked = all[Math.floor(this.next() * all.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /** Returns one of several items, by weight. */
  weighted<T extends string>(weights: Readonly<Partial<Record<T, number>>>): T {
    const entries = Object.entries(weights) as [T, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [each, weight] of entries) {
      rest -= weight;
      if (rest < 0) return each;
    }
    throw new Error('nothing to pick from');
  }
}
