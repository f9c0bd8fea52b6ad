import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalJobs } from '../../../functions/jobs/local-jobs.ts';
import { systemRandom } from '../../../functions/random.ts';
import { ROOT } from '../../support/program.ts';
import { type ExposedMetric, parseExposition } from '../../support/prometheus-text.ts';
import { labelsOf, metricsIn } from '../../support/promql.ts';
import { World } from '../../support/world.ts';
import { type EventfulDay, liveEventfulDay } from './eventful-day.ts';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const TOKEN = 'a-token-of-prometheus-0001';

describe('the metrics of an eventful day', () => {
  let day: EventfulDay;
  let text: string;
  let metrics: Map<string, ExposedMetric>;

  beforeAll(async () => {
    day = await liveEventfulDay();
    text = await day.home.world.metrics.registry.expose();
    metrics = parseExposition(text);
  });
  afterAll(() => day.home.world.close());

  /** The sum of a metric's samples with these labels. */
  const sum = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    (metrics.get(name)?.samples ?? [])
      .filter((sample) => !sample.name.endsWith('_bucket') && !sample.name.endsWith('_sum'))
      .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
      .reduce((total, { value }) => total + value, 0);

  test('have a sample of each metric', () => {
    expect([...metrics].filter(([, { samples }]) => samples.length === 0).map(([name]) => name)).toEqual([]);
  });

  test('count intents by outcome, and their results by device', () => {
    expect(sum('sifely_home_intents_total', { intent: 'none', outcome: 'invalid_token' })).toBeGreaterThan(0);
    expect(sum('sifely_home_intents_total', { intent: 'none', outcome: 'invalid_request' })).toBe(1);
    expect(sum('sifely_home_intents_total', { intent: 'disconnect', outcome: 'answered' })).toBe(1);
    const execute = sum('sifely_home_intents_total', { intent: 'execute' });
    expect(sum('sifely_home_intent_results_total', { intent: 'execute' })).toBe(execute);
    expect(sum('sifely_home_intent_duration_seconds', { intent: 'execute' })).toBe(execute);
    expect(sum('sifely_home_intent_results_total', { result: 'tooManyFailedAttempts' })).toBe(1);
  });

  test('count what people do: links, accounts, sign-ins, PINs', () => {
    expect(sum('sifely_home_links_total', { event: 'made' })).toBe(2);
    expect(sum('sifely_home_links_total', { event: 'ended' })).toBe(1);
    expect(sum('sifely_home_accounts_total', { event: 'created' })).toBe(1);
    expect(sum('sifely_home_sign_ins_total', { outcome: 'wrong' })).toBe(8);
    expect(sum('sifely_home_sign_ins_total', { outcome: 'throttled' })).toBe(1);
    expect(sum('sifely_home_sign_ins_total', { outcome: 'right' })).toBe(3);
    expect(sum('sifely_home_wrong_pins_total')).toBe(5);
    expect(sum('sifely_home_pin_lockouts_total')).toBe(1);
    expect(sum('sifely_home_alerts_total', { channel: 'webhook', outcome: 'failed' })).toBeGreaterThan(0);
    expect(sum('sifely_home_alerts_total', { channel: 'webhook', outcome: 'lost' })).toBe(1);
  });

  test('count calls to both clouds by what came of them', () => {
    expect(sum('sifely_home_sifely_calls_total', { class: 'command', outcome: 'ok' })).toBeGreaterThan(0);
    expect(sum('sifely_home_sifely_calls_total', { class: 'other' })).toBe(0);
    expect(sum('sifely_home_sifely_calls_total')).toBe(sum('sifely_home_sifely_call_duration_seconds'));
    expect(sum('sifely_home_homegraph_calls_total', { outcome: 'quota', status: '429' })).toBe(4);
    expect(sum('sifely_home_homegraph_put_off_total')).toBeGreaterThan(0);
    expect(sum('sifely_home_homegraph_calls_total', { outcome: 'forbidden', status: '403' })).toBe(1);
    expect(sum('sifely_home_audited_locks_total', { result: 'different' })).toBe(1);
    expect(sum('sifely_home_webhooks_total', { kind: 'records' })).toBe(2);
    expect(sum('sifely_home_polls_total', { budget: 'free', outcome: 'ok' })).toBeGreaterThan(0);
  });

  test('tell reports with their age, and jobs that were late', () => {
    expect(sum('sifely_home_reported_locks_total')).toBeGreaterThan(2);
    expect(sum('sifely_home_report_age_seconds')).toBeGreaterThan(2);
    expect(sum('sifely_home_jobs_total', { outcome: 'done', kind: 'poll' })).toBeGreaterThan(0);
    expect(sum('sifely_home_jobs_total', { outcome: 'retried', kind: 'audit' })).toBeGreaterThan(0);
  });

  test('name no account, no lock, no person and no secret', () => {
    expect(day.identifying.filter((secret) => text.includes(secret))).toEqual([]);
    const values = [...metrics.values()].flatMap(({ samples }) =>
      samples.flatMap(({ labels }) => Object.values(labels)),
    );
    expect(values.filter((value) => value.length > 40 || /[@\s]/.test(value))).toEqual([]);
  });

  test.each(['deploy/grafana/dashboard.json', 'deploy/prometheus/alerts.yaml'])(
    'have every metric and every label that %s asks for',
    (file) => {
      for (const expression of expressionsOf(file)) {
        for (const name of metricsIn(expression)) expect(Object.fromEntries(metrics)).toHaveProperty(name);
        for (const { metric, label } of labelsOf(expression)) {
          const names = new Set(metrics.get(metric)?.samples.flatMap(({ labels }) => Object.keys(labels)));
          expect([expression, [...names, 'instance']]).toEqual([expression, expect.arrayContaining([label])]);
        }
      }
    },
  );

  test('are all on the dashboard', () => {
    const shown = new Set(expressionsOf('deploy/grafana/dashboard.json').flatMap(metricsIn));
    expect([...metrics.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });
});

test.each(['sqlite', 'firestore'] as const)(
  'jobs that wait are counted by class in %s, with the age of the oldest',
  async (store) => {
    const world = await World.start({ store });
    const jobs = createLocalJobs({ ...world, random: systemRandom, logger: SILENT });
    for (const accountId of ['a', 'b', 'c']) await jobs.enqueue({ kind: 'poll', accountId });
    await jobs.enqueue({ kind: 'report', accountId: 'a', lockIds: [] });
    await jobs.enqueue({ kind: 'poll', accountId: 'd' }, { at: world.clock.now() + 3_600_000 });
    world.clock.advance(90_000);
    const metrics = parseExposition(await world.metrics.registry.expose());
    const sampleOf = (name: string, jobClass: string) =>
      metrics.get(name)?.samples.find(({ labels }) => labels['class'] === jobClass)?.value;
    const waiting = ['commands', 'events', 'upkeep'].map((name) =>
      sampleOf('sifely_home_jobs_waiting', name),
    );
    expect(waiting).toEqual([1, 0, 3]);
    expect(sampleOf('sifely_home_oldest_job_seconds', 'upkeep')).toBeGreaterThanOrEqual(90);
    expect(sampleOf('sifely_home_oldest_job_seconds', 'events')).toBe(0);
    await world.close();
  },
);

describe('the path /metrics of the main port', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ config: { metricsToken: TOKEN } });
  });
  afterAll(() => world.close());
  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${world.url}/metrics`, { headers, method });

  test('shows the metrics to those who have the token', async () => {
    const response = await get({ authorization: `Bearer ${TOKEN}` });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(parseExposition(await response.text()).has('sifely_home_intents_total')).toBe(true);
  });

  test.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer a-token-of-prometheus-0002' }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('is closed to %s', async (_which, headers) => {
    const response = await get(headers);
    expect([response.status, await response.text()]).toEqual([401, 'unauthorized\n']);
  });

  test('does not exist without a token in the settings', async () => {
    const other = await World.start();
    expect((await fetch(`${other.url}/metrics`)).status).toBe(404);
    await other.close();
  });

  test('takes no other method than GET and HEAD', async () => {
    expect((await get({ authorization: `Bearer ${TOKEN}` }, 'POST')).status).toBe(405);
    expect((await get({ authorization: `Bearer ${TOKEN}` }, 'HEAD')).status).toBe(200);
  });
});

/** Every PromQL expression of a dashboard or a file of alert rules. */
function expressionsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (file.endsWith('.json')) {
    const found: string[] = [];
    JSON.parse(text, (key, value) => {
      if (key === 'expr') found.push(value);
      return value;
    });
    return found;
  }
  const expressions = [...text.matchAll(/^ {8}expr: (?:\|\n((?: {10}.*\n)+)|(.+))/gm)];
  expect(expressions).toHaveLength([...text.matchAll(/^ {6}- alert: /gm)].length);
  return expressions.map(([, block, line]) => block ?? line ?? '');
}
