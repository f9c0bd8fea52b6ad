/** Measured values of one kind, all in the same unit. */
export class Samples {
  readonly #values: number[] = [];

  add(value: number): void {
    this.#values.push(value);
  }

  get count(): number {
    return this.#values.length;
  }

  /** Returns the value that a share of the samples does not exceed; `0.5` is the median. NaN without samples. */
  quantile(share: number): number {
    const sorted = [...this.#values].sort((a, b) => a - b);
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? below;
    return below + (above - below) * (place - Math.floor(place));
  }

  get median(): number {
    return this.quantile(0.5);
  }

  /** The middle half of the values, from the first quartile to the third. */
  get spread(): readonly [number, number] {
    return [this.quantile(0.25), this.quantile(0.75)];
  }
}

/** Samples by name, in the order of their first value. */
export class SampleTable {
  readonly #byName = new Map<string, Samples>();

  of(name: string): Samples {
    const found = this.#byName.get(name) ?? new Samples();
    this.#byName.set(name, found);
    return found;
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }
}
