/** Bounds grow by this factor: a quantile is at most so much too high. */
const GROWTH = 1.05;

/** Durations in ms, by buckets: a day of a million accounts has more of them than fit in a list. */
export class Histogram {
  /** Number of durations by bucket; the first has those below a millisecond. */
  readonly buckets: number[] = [];

  add(ms: number): void {
    const bucket = ms < 1 ? 0 : 1 + Math.ceil(Math.log(ms) / Math.log(GROWTH));
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
  }

  addBuckets(buckets: readonly number[]): void {
    for (const [bucket, count = 0] of buckets.entries()) {
      this.buckets[bucket] = (this.buckets[bucket] ?? 0) + count;
    }
  }

  get count(): number {
    return this.buckets.reduce((sum, count) => sum + count, 0);
  }

  /** Returns the duration that this share of all did not exceed, in ms, rounded up to the bound of its bucket. */
  quantile(share: number): number {
    let rest = this.count * share;
    for (const [bucket, count = 0] of this.buckets.entries()) {
      rest -= count;
      if (rest <= 0) return bucket === 0 ? 0 : GROWTH ** (bucket - 1);
    }
    return 0;
  }
}
