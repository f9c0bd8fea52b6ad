/** One metric of an exposition. */
export interface ExposedMetric {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ExposedSample[];
}

/** One sample of a metric. */
export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|\+Inf|NaN)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)/y;

/**
 * Parses Prometheus' text format 0.0.4, more strictly than Prometheus does: each metric has one HELP and one TYPE before its samples, no
 * series comes twice, counters end in `_total` and are not negative, buckets ascend to `+Inf` and agree with the count. Throws otherwise.
 */
export function parseExposition(text: string): Map<string, ExposedMetric> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const metrics = new Map<string, { type: string; help: string; samples: ExposedSample[] }>();
  let current: string | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (!METRIC.test(name) || metrics.has(name)) throw new Error(`a second or wrong HELP: ${line}`);
      metrics.set(name, { type: '', help: rest, samples: [] });
      current = name;
      continue;
    }
    const metric = metrics.get(current ?? '');
    if (metric === undefined || current === undefined) throw new Error(`nothing belongs to: ${line}`);
    if (kind === 'TYPE') {
      if (name !== current || metric.type !== '' || !/^(counter|gauge|histogram)$/.test(rest))
        throw new Error(line);
      metric.type = rest;
      continue;
    }
    metric.samples.push(readSample(line, current, metric.type));
  }
  for (const [name, metric] of metrics) checkMetric(name, metric);
  return metrics;
}

function readSample(line: string, metric: string, type: string): ExposedSample {
  const [, name, inner = '', number = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  if (!suffixes.some((suffix) => name === metric + suffix)) throw new Error(`not of ${metric}: ${line}`);
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inner.length) {
    const [, label = '', value = ''] = LABEL.exec(inner) ?? [];
    if (label === '' || Object.hasOwn(labels, label)) throw new Error(`wrong labels: ${line}`);
    labels[label] = value.replaceAll(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
  }
  const value = number.endsWith('Inf') ? Number(`${number}inity`) : Number(number);
  return { name, labels, value };
}

function checkMetric(name: string, { type, samples }: ExposedMetric): void {
  if (type === '') throw new Error(`${name} has no TYPE`);
  if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`${name} is a ${type}`);
  const keys = samples.map(
    (sample) => `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`,
  );
  if (new Set(keys).size !== keys.length) throw new Error(`${name} has a series twice`);
  if (samples.some(({ value }) => Number.isNaN(value))) throw new Error(`${name} is no number`);
  if (type === 'counter' && samples.some(({ value }) => value < 0)) throw new Error(`${name} is negative`);
  if (type === 'histogram') checkBuckets(name, samples);
}

function checkBuckets(name: string, samples: readonly ExposedSample[]): void {
  const series = new Map<string, ExposedSample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const all of series.values()) {
    const buckets = all.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels: { le = '' } }) =>
      le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
    );
    const counts = buckets.map(({ value }) => value);
    const count = all.find((sample) => sample.name === `${name}_count`)?.value;
    const ascends = (values: readonly number[]) =>
      values.every((value, i) => value >= (values[i - 1] ?? value));
    if (!ascends(bounds) || !ascends(counts)) throw new Error(`${name}: buckets do not ascend`);
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY || counts.at(-1) !== count)
      throw new Error(`${name}: no +Inf`);
    if (!all.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name}: no sum`);
  }
}
