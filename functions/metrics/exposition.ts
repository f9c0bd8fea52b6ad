/** Formats one sample of Prometheus' text format. */
export function formatSample(
  name: string,
  labels: readonly (readonly [name: string, value: string])[],
  value: number,
): string {
  const pairs = labels.map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${formatNumber(value)}`;
}

/** Formats a number as Go's `ParseFloat` reads it. */
export function formatNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
