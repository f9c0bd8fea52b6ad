/** Words of PromQL and of Grafana that are no names of metrics. */
const WORDS = new Set([
  ...[
    'sum',
    'rate',
    'increase',
    'histogram_quantile',
    'by',
    'le',
    'vector',
    'or',
    'and',
    'unless',
    'offset',
    'time',
    'up',
  ],
  ...['max', 'min', 'avg', 'on', 'ignoring', 'without', 'bool'],
]);

/** Returns the metrics that an expression reads, without the suffixes of histograms. `up` is Prometheus' own. */
export function metricsIn(expression: string): string[] {
  const plain = expression
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, ' ')
    .replaceAll(/\b(?:by|without|on|ignoring) *\([^)]*\)/g, ' ');
  const names = [...plain.matchAll(/(?<![\w.$])[a-z_][a-z0-9_]*/g)].map(([name]) => name);
  return [...new Set(names.filter((name) => !WORDS.has(name)).map(baseName))];
}

/** Returns the labels that an expression selects or groups by, each with the metric whose it is. */
export function labelsOf(expression: string): { readonly metric: string; readonly label: string }[] {
  const selected = [...expression.matchAll(/([a-z_][a-z0-9_]*)\{([^}]*)\}/g)]
    .filter(([, name]) => name !== 'up')
    .flatMap(([, name = '', inner = '']) =>
      [...inner.matchAll(/([a-z_]+) *(?:=~|!~|!=|=)/g)].map(([, label = '']) => ({
        metric: baseName(name),
        label,
      })),
    );
  const [metric] = metricsIn(expression);
  const grouped = [...expression.matchAll(/\bby *\(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => ({ metric: metric ?? '', label: label.trim() })),
  );
  return [...selected, ...grouped];
}

function baseName(name: string): string {
  return name.replace(/_(?:bucket|sum|count)$/, '');
}
