import type { Formatters } from 'intl-messageformat';

/** A formatter takes up to a millisecond to build and some kilobytes. More are dropped: callers choose the locales. */
const MAX_FORMATTERS = 500;

const built = new Map<string, unknown>();

/** Returns the formatter of a kind, built once for each locale and options. */
function formatter<Options, Formatter>(
  kind: string,
  build: (locale: string, options: Options) => Formatter,
): (locale: string, options: Options) => Formatter {
  return (locale, options) => {
    const key = `${kind} ${locale} ${JSON.stringify(options)}`;
    const known = built.get(key) as Formatter | undefined;
    if (known !== undefined) return known;
    if (built.size >= MAX_FORMATTERS) built.clear();
    const created = build(locale, options);
    built.set(key, created);
    return created;
  };
}

/** Formatters of `Intl`, cached. */
export const formats = {
  number: formatter(
    'number',
    (locale, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
  ),
  dateTime: formatter(
    'date',
    (locale, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
  ),
  plural: formatter(
    'plural',
    (locale, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options),
  ),
  list: formatter('list', (locale, options: Intl.ListFormatOptions) => new Intl.ListFormat(locale, options)),
  relative: formatter(
    'relative',
    (locale, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options),
  ),
} as const;

/** The same for messages with plurals. */
export const messageFormatters: Formatters = {
  getNumberFormat: (locale, options) => formats.number(String(locale), options),
  getDateTimeFormat: (locale, options) => formats.dateTime(String(locale), options),
  getPluralRules: (locale, options) => formats.plural(String(locale), options),
};
