import { type Html, html } from '../pages/html.ts';

/** One value for each day, drawn as bars, with the value that Google asks for as a line. */
export interface Chart {
  readonly title: string;
  readonly bar: { readonly value: number; readonly text: string };
  /** The values at the lower and the upper edge. */
  readonly lowest: number;
  readonly highest: number;
  readonly isGood: (value: number) => boolean;
  readonly format: (value: number) => string;
  /** `value` is absent where nothing was counted. */
  readonly values: readonly { readonly day: string; readonly value: number | undefined }[];
}

const WIDTH = 280;
const HEIGHT = 80;
const GAP = 4;
/** A value at or below the lower edge is still seen. */
const MIN_BAR = 2;

/** Draws a chart without scripts. Its text alternative sums it up; the table has the figures. */
export function chartFigure(chart: Chart): Html {
  const { title, bar, values } = chart;
  const step = WIDTH / Math.max(1, values.length);
  const line = HEIGHT - heightOf(chart, bar.value);
  return html`<div class="chart">
<h3>${title}</h3>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${summary(chart)}">
${values.map(({ value }, index) => {
  if (value === undefined) return undefined;
  const height = Math.max(MIN_BAR, heightOf(chart, value));
  return html`<rect class="${chart.isGood(value) ? 'met' : 'missed'}" x="${round(index * step + GAP / 2)}" y="${round(HEIGHT - height)}" width="${round(step - GAP)}" height="${round(height)}"/>
`;
})}<line x1="0" x2="${WIDTH}" y1="${round(line)}" y2="${round(line)}"/>
</svg>
<p class="hint">${values[0]?.day} to ${values.at(-1)?.day}. Dashed: ${bar.text}</p>
</div>
`;
}

function summary({ title, bar, values, isGood, format }: Chart): string {
  const counted = values.flatMap(({ day, value }) => (value === undefined ? [] : [{ day, value }]));
  const newest = counted.at(-1);
  if (newest === undefined) return `${title}: nothing was counted.`;
  const met = counted.filter(({ value }) => isGood(value)).length;
  return `${title}: ${met} of ${counted.length} days reach ${bar.text}; ${format(newest.value)} on ${newest.day}.`;
}

function heightOf({ lowest, highest }: Chart, value: number): number {
  return Math.min(1, Math.max(0, (value - lowest) / (highest - lowest))) * HEIGHT;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
