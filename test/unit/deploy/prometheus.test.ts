import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { ROOT } from '../../support/program.ts';

const { safeLoad }: { safeLoad(text: string): unknown } = require('js-yaml');

const ALERTS = 'deploy/prometheus/alerts.yaml';
const DASHBOARD = 'deploy/grafana/dashboard.json';
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const duration = v.pipe(v.string(), v.regex(/^(?:\d+[smhdw])+$/));
/** A file of rules (prometheus.io/docs/prometheus/latest/configuration/alerting_rules). Prometheus refuses fields that it does not know. */
const ruleFile = v.strictObject({
  groups: v.array(
    v.strictObject({
      name: v.string(),
      rules: v.array(
        v.strictObject({
          alert: v.pipe(v.string(), v.regex(/^SifelyHome[A-Za-z]+$/)),
          expr: v.pipe(v.string(), v.trim(), v.minLength(1)),
          for: v.optional(duration),
          labels: v.strictObject({ severity: v.picklist(['critical', 'warning', 'info']) }),
          annotations: v.strictObject({ summary: v.string(), description: v.string() }),
        }),
      ),
    }),
  ),
});

const datasource = v.strictObject({
  type: v.literal('prometheus'),
  uid: v.pipe(v.string(), v.regex(/^\$\{datasource\}$/)),
});
const target = v.strictObject({
  datasource,
  expr: v.pipe(v.string(), v.minLength(1)),
  legendFormat: v.string(),
  refId: v.pipe(v.string(), v.regex(/^[A-Z]$/)),
});
const place = v.strictObject({
  h: v.pipe(v.number(), v.integer(), v.minValue(1)),
  w: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(24)),
  x: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(23)),
  y: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
const threshold = v.strictObject({ color: v.string(), value: v.nullable(v.number()) });
const fieldConfig = v.strictObject({
  defaults: v.strictObject({
    unit: v.optional(v.string()),
    min: v.optional(v.number()),
    thresholds: v.optional(
      v.strictObject({ mode: v.literal('absolute'), steps: v.pipe(v.array(threshold), v.minLength(1)) }),
    ),
  }),
  overrides: v.tuple([]),
});
const panel = {
  id: v.pipe(v.number(), v.integer(), v.minValue(1)),
  title: v.string(),
  gridPos: place,
};
const chart = {
  ...panel,
  description: v.optional(v.string()),
  datasource,
  fieldConfig,
  targets: v.pipe(v.array(target), v.minLength(1)),
};
/** A dashboard of Grafana, as far as we use it (grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model). */
const dashboard = v.strictObject({
  title: v.string(),
  uid: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)),
  description: v.string(),
  tags: v.array(v.string()),
  schemaVersion: v.pipe(v.number(), v.integer(), v.minValue(36)),
  version: v.number(),
  editable: v.boolean(),
  graphTooltip: v.picklist([0, 1, 2]),
  timezone: v.picklist(['browser', 'utc']),
  refresh: duration,
  time: v.strictObject({ from: v.pipe(v.string(), v.regex(/^now-\d+[mhd]$/)), to: v.literal('now') }),
  annotations: v.strictObject({ list: v.tuple([]) }),
  links: v.tuple([]),
  templating: v.strictObject({
    list: v.tuple([
      v.strictObject({
        name: v.literal('datasource'),
        label: v.string(),
        type: v.literal('datasource'),
        query: v.literal('prometheus'),
        current: v.strictObject({}),
        hide: v.literal(0),
        refresh: v.literal(1),
        options: v.tuple([]),
      }),
    ]),
  }),
  panels: v.array(
    v.variant('type', [
      v.strictObject({
        ...panel,
        type: v.literal('row'),
        collapsed: v.literal(false),
        panels: v.tuple([]),
      }),
      v.strictObject({
        ...chart,
        type: v.literal('stat'),
        options: v.strictObject({
          reduceOptions: v.strictObject({ calcs: v.tuple([v.literal('lastNotNull')]) }),
          colorMode: v.picklist(['background', 'value', 'none']),
          textMode: v.optional(v.picklist(['auto', 'value', 'name', 'value_and_name'])),
        }),
      }),
      v.strictObject({
        ...chart,
        type: v.literal('timeseries'),
        options: v.strictObject({
          legend: v.strictObject({
            displayMode: v.picklist(['list', 'table', 'hidden']),
            placement: v.picklist(['bottom', 'right']),
          }),
          tooltip: v.strictObject({
            mode: v.picklist(['single', 'multi']),
            sort: v.picklist(['none', 'desc']),
          }),
        }),
      }),
    ]),
  ),
});

const rules = () => v.parse(ruleFile, safeLoad(read(ALERTS))).groups.flatMap((group) => group.rules);
const panels = () => v.parse(dashboard, JSON.parse(read(DASHBOARD))).panels;

test('the alert rules have the form that Prometheus reads, each a name of its own', () => {
  const names = rules().map(({ alert }) => alert);
  expect(names.length).toBeGreaterThan(10);
  expect([...new Set(names)]).toEqual(names);
});

test('the dashboard has the form that Grafana reads, and no two panels share an id or a place', () => {
  const all = panels();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const cells = all.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos } of all) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});

test('each alert says what to do in docs/operate.md', () => {
  const guide = read('docs/operate.md');
  const missing = rules().filter(({ alert }) => !guide.includes(`\`${alert}\``));
  expect(missing.map(({ alert }) => alert)).toEqual([]);
});

test('promtool, where it is installed, accepts the alert rules and the expressions of the dashboard', () => {
  expect(rules().length).toBeGreaterThan(10);
  if (spawnSync('promtool', ['--version']).error !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    // As recording rules, whose expressions promtool parses. Grafana puts durations into its variables.
    const expressions = panels().flatMap((each) => ('targets' in each ? each.targets : []));
    const recorded = expressions.map(({ expr }, index) => ({
      record: `panel:${index}`,
      expr: expr.replaceAll(/\$__(?:rate_interval|range)\b/g, '5m'),
    }));
    const charts = join(folder, 'charts.yaml');
    writeFileSync(charts, JSON.stringify({ groups: [{ name: 'charts', rules: recorded }] }));
    for (const file of [join(ROOT, ALERTS), charts]) {
      const checked = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
      expect([checked.status, checked.stderr]).toEqual([0, '']);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
