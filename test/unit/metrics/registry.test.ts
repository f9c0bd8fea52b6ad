import { Registry } from '../../../functions/metrics/registry.ts';
import { parseExposition } from '../../support/prometheus-text.ts';

describe('the registry of metrics', () => {
  test('shows counters, gauges and histograms in Prometheus’ text format', async () => {
    const registry = new Registry();
    const calls = registry.counter('calls_total', 'Calls.', ['kind', 'outcome']);
    calls.add(['read', 'ok']);
    calls.add(['read', 'ok'], 2);
    calls.add(['say "hi"\\\n', 'ok']);
    registry.counter('pins_total', 'PINs.');
    registry.gauge('waiting', 'Waiting.', async () => [{ value: 3 }, { labels: { queue: 'a' }, value: 0.5 }]);
    const seconds = registry.histogram('took_seconds', 'Took.', ['kind'], [0.1, 1]);
    for (const value of [0.05, 0.1, 0.2, 7]) seconds.observe(['read'], value);
    const text = await registry.expose();
    expect(text).toContain('calls_total{kind="say \\"hi\\"\\\\\\n",outcome="ok"} 1\n');
    const metrics = parseExposition(text);
    expect(metrics.get('calls_total')?.samples).toEqual([
      { name: 'calls_total', labels: { kind: 'read', outcome: 'ok' }, value: 3 },
      { name: 'calls_total', labels: { kind: 'say "hi"\\\n', outcome: 'ok' }, value: 1 },
    ]);
    expect(metrics.get('pins_total')?.samples).toEqual([{ name: 'pins_total', labels: {}, value: 0 }]);
    expect(metrics.get('waiting')?.samples.map(({ value }) => value)).toEqual([3, 0.5]);
    expect(
      metrics.get('took_seconds')?.samples.map(({ name, labels, value }) => [name, labels['le'], value]),
    ).toEqual([
      ['took_seconds_bucket', '0.1', 2],
      ['took_seconds_bucket', '1', 3],
      ['took_seconds_bucket', '+Inf', 4],
      ['took_seconds_sum', undefined, expect.closeTo(7.35)],
      ['took_seconds_count', undefined, 4],
    ]);
  });

  test('leaves out a gauge that cannot be read, and shows everything else', async () => {
    const registry = new Registry();
    registry.gauge('waiting', 'Waiting.', () => Promise.reject(new Error('no store')));
    registry.counter('pins_total', 'PINs.');
    const metrics = parseExposition(await registry.expose());
    expect(metrics.get('waiting')?.samples).toEqual([]);
    expect(metrics.get('pins_total')?.samples).toHaveLength(1);
  });

  test('counts labels beyond its limit together, so that they cannot fill the memory', async () => {
    const registry = new Registry();
    const calls = registry.counter('calls_total', 'Calls.', ['kind']);
    for (let index = 0; index < 10_000; index++) calls.add([`kind ${index}`]);
    const samples = parseExposition(await registry.expose()).get('calls_total')?.samples ?? [];
    expect(samples.length).toBeLessThan(600);
    expect(samples.find(({ labels }) => labels['kind'] === 'other')?.value).toBe(10_000 - samples.length + 1);
  });

  test.each([
    ['a name twice', (registry: Registry) => registry.counter('pins_total', 'PINs.')],
    [
      'a name that Prometheus does not take',
      (registry: Registry) => registry.counter('pin-s_total', 'PINs.'),
    ],
    [
      'a label that Prometheus does not take',
      (registry: Registry) => registry.counter('a_total', 'A.', ['a-b']),
    ],
    ['the label of buckets', (registry: Registry) => registry.histogram('a', 'A.', ['le'], [1])],
  ])('refuses %s', (_which, add) => {
    const registry = new Registry();
    registry.counter('pins_total', 'PINs.');
    expect(() => add(registry)).toThrow(RangeError);
  });

  test('refuses a number of label values that is not the metric’s', () => {
    const calls = new Registry().counter('calls_total', 'Calls.', ['kind', 'outcome']);
    expect(() => calls.add(['read'])).toThrow('expected labels kind, outcome');
  });
});

describe('the strict parser of metrics refuses', () => {
  const head = '# HELP a_total A.\n# TYPE a_total counter\n';
  test.each([
    ['a missing end', `${head}a_total 1`],
    ['a sample before its metric', 'a_total 1\n'],
    ['a series twice', `${head}a_total 1\na_total 2\n`],
    ['a sample of another metric', `${head}b_total 1\n`],
    ['a counter that is named otherwise', '# HELP a A.\n# TYPE a counter\na 1\n'],
    ['no number', `${head}a_total one\n`],
    ['a quote inside a label', `${head}a_total{kind="a"b"} 1\n`],
    ['a second type', `${head}# TYPE a_total counter\n`],
    ['buckets without +Inf', '# HELP b B.\n# TYPE b histogram\nb_bucket{le="1"} 1\nb_sum 1\nb_count 1\n'],
    [
      'buckets that descend',
      '# HELP b B.\n# TYPE b histogram\nb_bucket{le="1"} 2\nb_bucket{le="+Inf"} 1\nb_sum 1\nb_count 1\n',
    ],
  ])('%s', (_which, text) => {
    expect(() => parseExposition(text)).toThrow();
  });
});
