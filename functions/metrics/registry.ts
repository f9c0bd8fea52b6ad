import { formatNumber, formatSample } from './exposition.ts';

/** The values of a series' labels, in the order of the metric's label names. Constants and codes: never a name, an id or a secret. */
type LabelValues = readonly string[];

/** More series than any metric of ours has. Beyond it, new ones are counted as `other`: labels cannot fill the memory. */
const MAX_SERIES = 500;

/** Prometheus' rule for names of metrics and labels, without the colon, which is for recording rules. */
const NAME = /^[a-z][a-z0-9_]*$/;

interface Metric {
  /** Returns the lines of all series. */
  samples(): readonly string[] | Promise<readonly string[]>;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly help: string;
}

/** The series of one metric by their labels. */
class Series<Value> {
  readonly #labels: readonly string[];
  readonly #create: () => Value;
  readonly #byKey = new Map<string, { readonly labels: LabelValues; readonly value: Value }>();

  constructor(labels: readonly string[], create: () => Value) {
    this.#labels = labels;
    this.#create = create;
  }

  /** Returns the value of a series, which is created if it is new. */
  get(values: LabelValues): Value {
    const key = values.length === 1 ? (values[0] ?? '') : values.join('\n');
    return this.#byKey.get(key)?.value ?? this.#add(key, values);
  }

  *entries(): Generator<readonly [labels: readonly (readonly [string, string])[], value: Value]> {
    for (const { labels, value } of this.#byKey.values()) {
      yield [this.#labels.map((name, index) => [name, labels[index] ?? ''] as const), value];
    }
  }

  #add(key: string, values: LabelValues): Value {
    if (values.length !== this.#labels.length)
      throw new RangeError(`expected labels ${this.#labels.join(', ')}`);
    if (this.#byKey.size >= MAX_SERIES) {
      const others = this.#labels.map(() => 'other');
      const known = this.#byKey.get(others.join('\n'));
      if (known !== undefined) return known.value;
      return this.#put(others.join('\n'), others);
    }
    return this.#put(key, values);
  }

  #put(key: string, labels: LabelValues): Value {
    const value = this.#create();
    this.#byKey.set(key, { labels: [...labels], value });
    return value;
  }
}

/** A number that only grows while the process lives. */
export class Counter {
  readonly #series: Series<{ count: number }>;

  constructor(labels: readonly string[]) {
    this.#series = new Series(labels, () => ({ count: 0 }));
  }

  add(values: LabelValues, by = 1): void {
    this.#series.get(values).count += by;
  }

  samples(name: string): string[] {
    return [...this.#series.entries()].map(([labels, { count }]) => formatSample(name, labels, count));
  }
}

/** The distribution of a value, by upper bounds. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #series: Series<{ readonly counts: number[]; sum: number }>;

  constructor(labels: readonly string[], bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#series = new Series(labels, () => ({
      counts: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
    }));
  }

  observe(values: LabelValues, value: number): void {
    const series = this.#series.get(values);
    let index = 0;
    while (index < this.#bounds.length && value > (this.#bounds[index] ?? 0)) index += 1;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += value;
  }

  samples(name: string): string[] {
    return [...this.#series.entries()].flatMap(([labels, { counts, sum }]) => {
      let count = 0;
      const buckets = counts.map((each, index) => {
        count += each;
        const bound = this.#bounds[index];
        const le = bound === undefined ? '+Inf' : formatNumber(bound);
        return formatSample(`${name}_bucket`, [...labels, ['le', le]], count);
      });
      return [
        ...buckets,
        formatSample(`${name}_sum`, labels, sum),
        formatSample(`${name}_count`, labels, count),
      ];
    });
  }
}

/** One value of a gauge with its labels. */
interface GaugeSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All metrics of a process. Counting is a look-up and an addition; text is made when it is asked for. */
export class Registry {
  readonly #metrics = new Map<string, Metric>();

  counter(name: `${string}_total`, help: string, labels: readonly string[] = []): Counter {
    const counter = new Counter(this.#checked(labels));
    // A counter without labels is there from the start, so that its first step is an increase.
    if (labels.length === 0) counter.add([], 0);
    this.#add({ name, help, type: 'counter', samples: () => counter.samples(name) });
    return counter;
  }

  /** `bounds` ascend, in the unit of the name. */
  histogram(name: string, help: string, labels: readonly string[], bounds: readonly number[]): Histogram {
    const histogram = new Histogram(this.#checked(labels), bounds);
    this.#add({ name, help, type: 'histogram', samples: () => histogram.samples(name) });
    return histogram;
  }

  /** Registers a value that is read when it is asked for. It has no sample then if `read` rejects or returns none. */
  gauge(
    name: string,
    help: string,
    read: () => readonly GaugeSample[] | Promise<readonly GaugeSample[]>,
  ): void {
    const samples = async (): Promise<string[]> => {
      try {
        return (await read()).map(({ labels = {}, value }) =>
          formatSample(name, Object.entries(labels), value),
        );
      } catch {
        return [];
      }
    };
    this.#add({ name, help, type: 'gauge', samples });
  }

  /** Returns all metrics in Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
  async expose(): Promise<string> {
    const blocks = await Promise.all(
      [...this.#metrics.values()].map(async ({ name, help, type, samples }) =>
        [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...(await samples())].join('\n'),
      ),
    );
    return `${blocks.join('\n')}\n`;
  }

  #add(metric: Metric): void {
    if (!NAME.test(metric.name)) throw new RangeError(`${metric.name} is no name of a metric`);
    if (/[\\\n]/.test(metric.help)) throw new RangeError('a help text needs no escapes');
    if (this.#metrics.has(metric.name)) throw new RangeError(`${metric.name} exists already`);
    this.#metrics.set(metric.name, metric);
  }

  #checked(labels: readonly string[]): readonly string[] {
    const wrong = labels.find((label) => !NAME.test(label) || label === 'le');
    if (wrong !== undefined) throw new RangeError(`${wrong} is no name of a label`);
    return labels;
  }
}
