import { addDays, BAR, emptyDay, rate, type VitalsDay } from '../metrics/vitals.ts';
import {
  failureLines,
  percent,
  VITALS_COLUMNS,
  type VitalsCell,
  vitalsRow,
} from '../metrics/vitals-table.ts';
import { type Html, html } from '../pages/html.ts';
import { type Chart, chartFigure } from './bars.ts';

/** A day of the page. */
export interface ShownDay {
  /** `YYYY-MM-DD`, UTC. */
  readonly name: string;
  /** Absent if nothing was counted. */
  readonly counted: VitalsDay | undefined;
}

/** The vitals of days: bars, then all figures as a table. */
export function vitalsSection(days: readonly ShownDay[]): Html {
  const counted = days.flatMap((day) =>
    day.counted === undefined ? [] : [{ ...day, counted: day.counted }],
  );
  const failures = failureLines(addDays(...counted.map((day) => day.counted)));
  return html`<section aria-labelledby="vitals">
<h2 id="vitals">Vitals</h2>
<p>What Google’s Home Vitals rate, by day (UTC), from our own counts. Google asks for a success of ${percent(BAR.success)}, a p90 of ${BAR.p90Ms} ms, and ${percent(BAR.accuracy)} of the states right.</p>
${
  counted.length === 0
    ? html`<p>Nothing was counted in the last ${days.length} days.</p>`
    : html`<div class="charts">${charts(days).map(chartFigure)}</div>
${table(counted)}
${
  failures.length > 0 &&
  html`<h3>Failures of these days</h3>
<ul>${failures.map((line) => html`<li class="found">${line}</li>`)}</ul>`
}`
}
</section>`;
}

/** Below this share a bar has no height: differences that matter are between 99 and 100 %. */
const LOWEST_SHARE = 0.95;

function charts(days: readonly ShownDay[]): Chart[] {
  const rated = days.map(({ name, counted }) => ({ name, ...rate(counted ?? emptyDay()) }));
  const share = (
    title: string,
    bar: number,
    of: (day: (typeof rated)[number]) => number | undefined,
  ): Chart => ({
    title,
    bar: { value: bar, text: percent(bar) },
    lowest: LOWEST_SHARE,
    highest: 1,
    isGood: (value) => value >= bar,
    format: percent,
    values: rated.map((day) => ({ day: day.name, value: of(day) })),
  });
  const time = (title: string, intent: string): Chart => {
    const values = rated.map(({ name, intents }) => ({ day: name, value: intents[intent]?.p90Ms }));
    return {
      title,
      bar: { value: BAR.p90Ms, text: `${BAR.p90Ms} ms` },
      lowest: 0,
      highest: Math.max(1.5 * BAR.p90Ms, ...values.map(({ value = 0 }) => value)),
      isGood: (value) => value <= BAR.p90Ms,
      format: (value) => `${value} ms`,
      values,
    };
  };
  return [
    share('QUERY: success', BAR.success, ({ intents }) => intents['query']?.success),
    time('QUERY: p90', 'query'),
    share('EXECUTE: success', BAR.success, ({ intents }) => intents['execute']?.success),
    time('EXECUTE: p90', 'execute'),
    share('SYNC: success', BAR.success, ({ intents }) => intents['sync']?.success),
    share('States right', BAR.accuracy, ({ accuracy }) => accuracy),
  ];
}

function table(days: readonly { readonly name: string; readonly counted: VitalsDay }[]): Html {
  return html`<div class="wide" role="region" aria-label="Vitals by day" tabindex="0">
<table>
<caption>All figures, the newest day first</caption>
<thead><tr>${VITALS_COLUMNS.map(({ of, name }) => html`<th scope="col">${of === undefined ? capitalized(name) : `${of} ${name}`}</th>`)}</tr></thead>
<tbody>
${days.toReversed().map(({ name, counted }) => tableRow(vitalsRow(name, counted)))}</tbody>
</table>
</div>`;
}

function tableRow([day, ...cells]: readonly VitalsCell[]): Html {
  return html`<tr><th scope="row">${day?.text}</th>${cells.map(
    ({ text, misses }) =>
      html`<td>${misses ? html`<strong class="missed">${text}, missed</strong>` : text}</td>`,
  )}</tr>
`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
