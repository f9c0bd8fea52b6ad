/** One comparison of a filter of Cloud Logging. */
interface Comparison {
  readonly field: readonly string[];
  /** `exists`: `field:*`. */
  readonly operator: '=' | '>=' | 'exists';
  /** One of them; empty for `exists`. */
  readonly values: readonly string[];
  readonly isNegated: boolean;
}

const SEVERITIES = ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL'];

const COMPARISON =
  /^(NOT )?([a-zA-Z.]+)(?:(:\*)|(=|>=)(?:"([^"]*)"|([A-Z]+)|\(("[^"]*"(?: OR "[^"]*")*)\)))$/;

/**
 * Parses a filter of the Logging query language, as far as ours use it: comparisons that `AND` joins. Throws for all else
 * (cloud.google.com/logging/docs/view/logging-query-language).
 */
export function parseFilter(filter: string): readonly Comparison[] {
  return filter.split(' AND ').map((text) => {
    const [whole, not, field = '', exists, operator, quoted, word, list] = COMPARISON.exec(text) ?? [];
    if (whole === undefined) throw new Error(`not understood: ${text}`);
    const values =
      list === undefined
        ? [quoted ?? word ?? '']
        : [...list.matchAll(/"([^"]*)"/g)].map(([, one = '']) => one);
    return {
      field: field.split('.'),
      operator: exists === undefined ? (operator as '=' | '>=') : 'exists',
      values: exists === undefined ? values : [],
      isNegated: not !== undefined,
    };
  });
}

/** True if an entry matches a filter. Text is compared without regard to case, as Cloud Logging does. */
export function matchesFilter(filter: readonly Comparison[], entry: object): boolean {
  return filter.every(({ field, operator, values, isNegated }) => {
    const value = fieldOf(field, entry);
    return matches(value, operator, values) !== isNegated;
  });
}

/** Returns the value that an extractor finds in an entry; `undefined` if there is none. Throws if it is no extractor. */
export function extract(extractor: string, entry: object): string | undefined {
  const [, regular, field = '', pattern] =
    /^(?:(REGEXP_EXTRACT)|EXTRACT)\(([a-zA-Z.]+)(?:, "([^"]+)")?\)$/.exec(extractor) ?? [];
  if (field === '' || (regular === undefined) !== (pattern === undefined))
    throw new Error(`no extractor: ${extractor}`);
  const value = fieldOf(field.split('.'), entry);
  if (value === undefined || typeof value === 'object') return undefined;
  return pattern === undefined ? String(value) : new RegExp(pattern).exec(String(value))?.[1];
}

function matches(value: unknown, operator: Comparison['operator'], values: readonly string[]): boolean {
  if (operator === 'exists') return value !== undefined;
  if (operator === '>=') return SEVERITIES.indexOf(String(value)) >= SEVERITIES.indexOf(values[0] ?? '');
  return values.some((one) => one.toLowerCase() === String(value).toLowerCase());
}

function fieldOf(field: readonly string[], entry: object): unknown {
  return field.reduce<unknown>((value, name) => Object(value)[name], entry);
}
