import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { extract, matchesFilter, parseFilter } from '../../support/logging-query.ts';
import { ROOT } from '../../support/program.ts';
import { DEMO } from '../account-pages/owner.ts';
import { liveEventfulDay } from './eventful-day.ts';

const FOLDER = 'deploy/monitoring';
const label = v.strictObject({ key: v.string(), valueType: v.literal('STRING'), description: v.string() });
/** LogMetric of the Cloud Logging API v2, as far as we use it (cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics). */
const logMetric = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z_]{2,99}$/)),
  description: v.string(),
  filter: v.string(),
  metricDescriptor: v.strictObject({
    metricKind: v.literal('DELTA'),
    valueType: v.picklist(['INT64', 'DISTRIBUTION']),
    unit: v.picklist(['1', 'ms']),
    labels: v.pipe(v.array(label), v.maxLength(10)),
  }),
  labelExtractors: v.record(v.string(), v.string()),
  valueExtractor: v.optional(v.string()),
  bucketOptions: v.optional(
    v.strictObject({ explicitBuckets: v.strictObject({ bounds: v.array(v.number()) }) }),
  ),
});
const aggregation = v.strictObject({
  alignmentPeriod: v.pipe(v.string(), v.regex(/^[1-9]\d*s$/)),
  perSeriesAligner: v.picklist([
    'ALIGN_RATE',
    'ALIGN_DELTA',
    'ALIGN_MEAN',
    'ALIGN_MAX',
    'ALIGN_PERCENTILE_95',
  ]),
  crossSeriesReducer: v.optional(v.pipe(v.string(), v.regex(/^REDUCE_(SUM|MAX|PERCENTILE_(50|95|99))$/))),
  groupByFields: v.optional(
    v.array(v.pipe(v.string(), v.regex(/^(metric\.label\."[a-z]+"|resource\.label\."queue_id")$/))),
  ),
});
/** Dashboard of the Cloud Monitoring API v1, as far as we use it. */
const dashboard = v.strictObject({
  displayName: v.string(),
  mosaicLayout: v.strictObject({
    columns: v.literal(48),
    tiles: v.array(
      v.strictObject({
        xPos: v.number(),
        yPos: v.number(),
        width: v.number(),
        height: v.number(),
        widget: v.strictObject({
          title: v.string(),
          xyChart: v.strictObject({
            dataSets: v.array(
              v.strictObject({
                timeSeriesQuery: v.strictObject({
                  timeSeriesFilter: v.strictObject({ filter: v.string(), aggregation }),
                }),
                plotType: v.literal('LINE'),
                targetAxis: v.literal('Y1'),
                legendTemplate: v.string(),
              }),
            ),
            yAxis: v.strictObject({ label: v.string(), scale: v.literal('LINEAR') }),
          }),
        }),
      }),
    ),
  }),
});
/** AlertPolicy of the Cloud Monitoring API v3, as far as we use it. */
const alertPolicy = v.strictObject({
  displayName: v.string(),
  combiner: v.literal('OR'),
  enabled: v.literal(true),
  severity: v.picklist(['CRITICAL', 'WARNING']),
  documentation: v.strictObject({ content: v.string(), mimeType: v.literal('text/markdown') }),
  conditions: v.pipe(
    v.array(
      v.strictObject({
        displayName: v.string(),
        conditionThreshold: v.strictObject({
          filter: v.string(),
          aggregations: v.array(aggregation),
          denominatorFilter: v.optional(v.string()),
          denominatorAggregations: v.optional(v.array(aggregation)),
          comparison: v.literal('COMPARISON_GT'),
          thresholdValue: v.number(),
          duration: v.pipe(v.string(), v.regex(/^\d+s$/)),
          trigger: v.strictObject({ count: v.literal(1) }),
        }),
      }),
    ),
    v.minLength(1),
    // The API takes no more.
    v.maxLength(6),
  ),
  alertStrategy: v.strictObject({ autoClose: v.string() }),
  userLabels: v.strictObject({ product: v.literal('sifely-google-home') }),
});

const read = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const files = (pattern: string) => globSync(`${FOLDER}/${pattern}`, { cwd: ROOT }).sort();
const metrics = files('log-metrics/*.json').map((file) => ({ file, ...v.parse(logMetric, read(file)) }));
const policies = files('alerts/*.json').map((file) => v.parse(alertPolicy, read(file)));
const charts = v
  .parse(dashboard, read(`${FOLDER}/dashboard.json`))
  .mosaicLayout.tiles.flatMap(({ widget }) => widget.xyChart.dataSets);

/** Every filter of time series, with the labels that it is grouped by. */
const selections = [
  ...charts.map(({ timeSeriesQuery: { timeSeriesFilter: series } }) => ({
    filter: series.filter,
    groups: series.aggregation.groupByFields ?? [],
  })),
  ...policies
    .flatMap(({ conditions }) => conditions)
    .flatMap(({ conditionThreshold: threshold }) => [
      {
        filter: threshold.filter,
        groups: threshold.aggregations.flatMap(({ groupByFields = [] }) => groupByFields),
      },
      ...(threshold.denominatorFilter === undefined
        ? []
        : [{ filter: threshold.denominatorFilter, groups: [] }]),
    ]),
];

describe('the metrics that Cloud Logging makes from the log', () => {
  let lines: Record<string, unknown>[];
  beforeAll(async () => {
    const { home } = await liveEventfulDay();
    lines = home.world.logLines.map((line) => entryOf(JSON.parse(line)));
    await home.world.close();
  });

  test('come from a log without names, PINs and passwords, as the privacy text says', () => {
    const log = JSON.stringify(lines);
    const { username, password } = DEMO;
    expect(['Front door', username, password, '"4711"'].filter((text) => log.includes(text))).toEqual([]);
  });

  test('have one file each, whose name is theirs', () => {
    expect(metrics.length).toBeGreaterThan(15);
    expect(metrics.map(({ file }) => basename(file, '.json'))).toEqual(metrics.map(({ name }) => name));
  });

  test.each(metrics.map((metric) => [metric.name, metric] as const))(
    '%s matches lines of a real run',
    (_, metric) => {
      const filter = parseFilter(metric.filter);
      const found = lines.filter((line) => matchesFilter(filter, line));
      expect(found.length).toBeGreaterThan(0);
      expect(Object.keys(metric.labelExtractors).sort()).toEqual(
        metric.metricDescriptor.labels.map(({ key }) => key).sort(),
      );
      for (const extractor of Object.values(metric.labelExtractors)) {
        expect([extractor, found.some((line) => extract(extractor, line) !== undefined)]).toEqual([
          extractor,
          true,
        ]);
      }
      const isDistribution = metric.metricDescriptor.valueType === 'DISTRIBUTION';
      expect([metric.valueExtractor !== undefined, metric.bucketOptions !== undefined]).toEqual([
        isDistribution,
        isDistribution,
      ]);
      for (const line of metric.valueExtractor === undefined ? [] : found) {
        expect(Number.isFinite(Number(extract(metric.valueExtractor ?? '', line)))).toBe(true);
      }
    },
  );

  test('count no account, no lock and no request apart', () => {
    const extracted = metrics.flatMap(({ labelExtractors }) => Object.values(labelExtractors));
    expect(extracted.filter((text) => /account|lock|request|grant|device/i.test(text))).toEqual([]);
  });

  test('are what the dashboard and the alerts read, with labels that exist', () => {
    for (const { filter, groups } of selections) {
      const [, name] = /metric\.type="logging\.googleapis\.com\/user\/([a-z_]+)"/.exec(filter) ?? [];
      if (name === undefined) {
        expect(filter).toMatch(
          /^metric\.type="cloudtasks\.googleapis\.com\/queue\/(depth|task_attempt_delays)"/,
        );
        continue;
      }
      const keys = metrics
        .find((metric) => metric.name === name)
        ?.metricDescriptor.labels.map(({ key }) => key);
      const used = [...`${filter} ${groups.join(' ')}`.matchAll(/metric\.label\."([a-z]+)"/g)].map(
        ([, key]) => key,
      );
      expect([name, keys]).toEqual([name, expect.arrayContaining(used)]);
      expect(filter).toContain('resource.type="cloud_run_revision"');
    }
  });

  test('are all on the dashboard', () => {
    const shown = charts.map(({ timeSeriesQuery }) => timeSeriesQuery.timeSeriesFilter.filter).join('\n');
    expect(metrics.filter(({ name }) => !shown.includes(`/user/${name}"`)).map(({ name }) => name)).toEqual(
      [],
    );
  });
});

/** An entry as Cloud Logging makes it from a line of JSON that a function prints (cloud.google.com/logging/docs/structured-logging). */
function entryOf({ severity, time: _, ...jsonPayload }: Record<string, unknown>): Record<string, unknown> {
  return { severity, jsonPayload, resource: { type: 'cloud_run_revision' } };
}
