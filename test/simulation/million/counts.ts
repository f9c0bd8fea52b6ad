/** Bounds of the buckets of durations grow by this factor: a quantile is at most so much too high. */
const GROWTH = 1.05;

/** What is counted in a simulated day. Plain data: the parts of a deployment are simulated in threads of their own, and added. */
export interface Counts {
  readonly sums: Record<string, number>;
  /** Counts by the second of the day. */
  readonly seconds: Record<string, Uint32Array>;
  readonly durations: Record<string, Histogram>;
  /** The most of anything that each part of a deployment has for itself, such as one document's writes in a minute. */
  readonly most: Record<string, number>;
}

/** Counts a simulated day. */
export class Counter implements Counts {
  sums: Record<string, number> = {};
  seconds: Record<string, Uint32Array> = {};
  durations: Record<string, Histogram> = {};
  most: Record<string, number> = {};
  readonly #startedAt: number;
  readonly #length: number;

  /** `startedAt`: ms since the epoch. */
  constructor(startedAt: number, hours: number) {
    this.#startedAt = startedAt;
    this.#length = hours * 3600 + 1;
  }

  /** Forgets everything. */
  clear(): void {
    [this.sums, this.seconds, this.durations, this.most] = [{}, {}, {}, {}];
  }

  add(name: string, times = 1): void {
    this.sums[name] = (this.sums[name] ?? 0) + times;
  }

  /** Counts in the second of a time, ms since the epoch. */
  addAt(name: string, now: number, times = 1): void {
    const series = this.seconds[name] ?? this.#newSeries(name);
    const second = Math.min(series.length - 1, Math.floor((now - this.#startedAt) / 1000));
    series[second] = (series[second] ?? 0) + times;
  }

  addDuration(name: string, ms: number): void {
    const histogram = this.durations[name] ?? this.#newHistogram(name);
    histogram.add(ms);
  }

  atMost(name: string, value: number): void {
    if (value > (this.most[name] ?? 0)) this.most[name] = value;
  }

  #newSeries(name: string): Uint32Array {
    const series = new Uint32Array(this.#length);
    this.seconds[name] = series;
    return series;
  }

  #newHistogram(name: string): Histogram {
    const histogram = new Histogram();
    this.durations[name] = histogram;
    return histogram;
  }
}

/** Returns counts without methods and classes, as another thread can send them. */
export function toPlain({ sums, seconds, durations, most }: Counts): object {
  const buckets = Object.entries(durations).map(([name, histogram]) => [name, histogram.buckets] as const);
  return { sums, seconds, most, durations: Object.fromEntries(buckets) };
}

/** A series of the writes to a range of a divided index. */
const RANGE = /^index .* \d$/;

/** Returns the counts of all parts together. The argument is what {@link toPlain} returned for each. */
export function addCounts(parts: readonly object[]): Counts {
  const [sums, most]: Record<string, number>[] = [{}, {}] as const;
  const seconds: Record<string, Uint32Array> = {};
  const durations: Record<string, Histogram> = {};
  for (const part of parts as readonly (Omit<Counts, 'durations'> & {
    durations: Record<string, number[]>;
  })[]) {
    for (const [name, value] of Object.entries(part.sums)) sums[name] = (sums[name] ?? 0) + value;
    for (const [name, value] of Object.entries(part.most)) most[name] = Math.max(most[name] ?? 0, value);
    for (const [name, series] of Object.entries(part.seconds)) {
      const sum = seconds[name];
      // A range of the index of due times belongs to one part, or to one that stands for others.
      if (sum === undefined || RANGE.test(name)) seconds[name] ??= series.slice();
      else for (const [second, count] of series.entries()) sum[second] = (sum[second] ?? 0) + count;
    }
    for (const [name, buckets] of Object.entries(part.durations)) {
      durations[name] ??= new Histogram();
      durations[name].addBuckets(buckets);
    }
  }
  return { sums, seconds, durations, most };
}

/** Returns the most that any window of so many seconds, one after the other, has; 0 for a series that does not exist. */
export function busiest(series: Uint32Array | undefined, windowSeconds = 1): number {
  let most = 0;
  for (let from = 0; series !== undefined && from < series.length; from += windowSeconds) {
    const sum = series.subarray(from, from + windowSeconds).reduce((total, count) => total + count, 0);
    if (sum > most) most = sum;
  }
  return most;
}

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
