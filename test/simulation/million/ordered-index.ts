/** Values of one bucket have all but their last digits in common: 100 s of a time in ms. */
const DIGITS_OF_BUCKET = 5;

/** An entry of an index: a value, and the path of the document that has it. */
export interface IndexEntry {
  readonly value: string;
  readonly path: string;
}

/** An ascending index over texts of equal form, of millions of entries: sorted by value, ties by path. */
export class OrderedIndex {
  readonly #buckets = new Map<string, Map<string, string>>();
  /** The names of the buckets, sorted. */
  readonly #names: string[] = [];

  add(value: string, path: string): void {
    const name = bucketOf(value);
    const bucket = this.#buckets.get(name);
    if (bucket) bucket.set(path, value);
    else {
      this.#buckets.set(name, new Map([[path, value]]));
      this.#names.splice(this.#positionOf(name), 0, name);
    }
  }

  remove(value: string, path: string): void {
    const name = bucketOf(value);
    const bucket = this.#buckets.get(name);
    bucket?.delete(path);
    if (bucket?.size !== 0) return;
    this.#buckets.delete(name);
    this.#names.splice(this.#positionOf(name), 1);
  }

  /** Returns the first entries from `from` up to and including the value `to`, without the entry `after` and those before it. */
  scan({
    from,
    to,
    limit,
    after,
  }: {
    from: string;
    to: string;
    limit: number;
    after?: IndexEntry;
  }): IndexEntry[] {
    const found: IndexEntry[] = [];
    const last = bucketOf(to);
    // The first value may be no more than the beginning of one.
    const first = (after?.value ?? from).slice(0, last.length);
    for (let at = this.#positionOf(first); found.length < limit; at++) {
      const name = this.#names[at];
      if (name === undefined || name > last) break;
      const entries = [...(this.#buckets.get(name) ?? [])]
        .map(([path, value]) => ({ value, path }))
        .filter((entry) => entry.value >= from && entry.value <= to)
        .filter((entry) => after === undefined || isAfter(entry, after));
      found.push(...entries.sort((a, b) => (isAfter(a, b) ? 1 : -1)));
    }
    return found.slice(0, limit);
  }

  /** Returns where a bucket is among the sorted names, or would be. */
  #positionOf(name: string): number {
    let [low, high] = [0, this.#names.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#names[middle] ?? '') < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function bucketOf(value: string): string {
  return value.slice(0, -DIGITS_OF_BUCKET);
}

function isAfter(a: IndexEntry, b: IndexEntry): boolean {
  return a.value === b.value ? a.path > b.path : a.value > b.value;
}
