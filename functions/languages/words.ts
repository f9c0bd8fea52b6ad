import { formatToParts, IntlMessageFormat } from 'intl-messageformat';
import { Html, html } from '../pages/html.ts';
import { formats, messageFormatters } from './formats.ts';
import { LANGUAGES, type Language, type ReaderLanguage } from './languages.ts';
import type { Catalogue, TextKey, ValuesOf } from './message-types.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** 2023-12-31. */
const A_SUNDAY = Date.UTC(2023, 11, 31);

/** The units of {@link Words.duration}, the largest first. */
const UNITS = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', 1000],
] as const;

/** Isolates text of unknown direction (Unicode UAX #9): FSI and PDI. */
const [ISOLATE, END_OF_ISOLATE] = ['\u2068', '\u2069'];
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** Named UTC, which readers know better than GMT. */
const NO_OFFSET = '+00:00';

type Ast = ReturnType<IntlMessageFormat['getAst']>;
type TextValue = string | number;

/** A value of {@link Words.html}: a string is a name and gets its own `<bdi>`; HTML stays as it is. */
type HtmlArgument = string | number | Html;
/** Elements that texts may have without a function. */
const KNOWN_TAGS = { strong: (children: Html) => html`<strong>${children}</strong>` } as const;

/** Builds an element around the text between two tags of a message. */
type HtmlTag = (children: Html) => Html;

/** A message that was read once, by key. */
export type Messages = (key: TextKey) => Ast;

/** Reads each message of a catalogue when it is first used. */
export function createMessages(catalogue: Catalogue, language: Language): Messages {
  const read = new Map<TextKey, Ast>();
  return (key) => {
    const known = read.get(key);
    if (known !== undefined) return known;
    const dot = key.indexOf('.');
    const namespace = catalogue[key.slice(0, dot) as keyof Catalogue] as Readonly<Record<string, string>>;
    const ast = new IntlMessageFormat(namespace[key.slice(dot + 1)] ?? key, LANGUAGES[language].tag).getAst();
    read.set(key, ast);
    return ast;
  };
}

/** The service, as the head and foot of each page name it. */
export interface PageService {
  readonly host: string;
  readonly name?: string;
  readonly operator?: string;
  /** An e-mail address, a web address, or what else leads to the operator. */
  readonly contact?: string;
}

/** The options of {@link Words}. */
interface WordsOptions extends ReaderLanguage {
  readonly messages: Messages;
  /** The zone of the house, as `Europe/Berlin` or `+02:00`. Times in any but a named one say how far they are from UTC. */
  readonly zone?: string | undefined;
  /** The query of the page, for the links to its other languages; absent where there is one language only. */
  readonly query?: string | undefined;
  /** The service that shows the page; absent where an error came before it was known. */
  readonly service?: PageService | undefined;
}

/**
 * The texts of one reader: their language, and the zone of their house. All times are ms since the epoch. A text without a
 * value that it needs does not compile.
 */
export class Words {
  readonly #options: WordsOptions;

  constructor(options: WordsOptions) {
    this.#options = options;
  }

  get language(): Language {
    return this.#options.language;
  }

  /** The language for the `lang` attribute. */
  get tag(): string {
    return LANGUAGES[this.language].tag;
  }

  get direction(): 'ltr' | 'rtl' {
    return LANGUAGES[this.language].direction;
  }

  /** The query of the page without its language; `undefined` where there is one language only. */
  get query(): string | undefined {
    return this.#options.query;
  }

  /** The service that shows the page. */
  get service(): PageService | undefined {
    return this.#options.service;
  }

  /** Returns the same words with the times of a house; in UTC if its zone is not known. */
  inZone(zone: string | undefined): Words {
    return new Words({ ...this.#options, zone });
  }

  /** Returns a text without elements. Names in another direction than the text are isolated by invisible characters. */
  text<Key extends TextKey>(key: Key, ...[values]: ValuesOf<Key, TextValue, never>): string {
    const adapt = (value: unknown) =>
      typeof value === 'string' ? new Isolated(value, this.#isolated(value)) : value;
    return this.#parts(key, values, adapt).map(contentOf).join('');
  }

  /** Returns a text with elements: `link: (text) => html…` for its `<link>`; `<strong>` needs none. Strings are escaped and isolated by `<bdi>`. */
  html<Key extends TextKey>(
    key: Key,
    ...[values]: ValuesOf<Key, HtmlArgument, HtmlTag, keyof typeof KNOWN_TAGS>
  ): Html {
    return html`${this.#parts(key, { ...KNOWN_TAGS, ...values }, (value) => {
      if (typeof value === 'string') return new Isolated(value, html`<bdi>${value}</bdi>`);
      if (typeof value !== 'function') return value;
      return (children: readonly Part[]) => (value as HtmlTag)(html`${children.map(contentOf)}`);
    }).map(contentOf)}`;
  }

  #parts(key: TextKey, values: object = {}, adapt: (value: unknown) => unknown): Part[] {
    const adapted = Object.entries(values).map(([name, value]) => [name, adapt(value)]);
    const parts = formatToParts<Part>(
      this.#options.messages(key),
      this.#options.locale,
      messageFormatters,
      IntlMessageFormat.formats,
      Object.fromEntries(adapted),
    );
    return parts.map(({ value }) => value as Part);
  }

  #isolated(value: string): string {
    const isForeign = RIGHT_TO_LEFT.test(value) !== (this.direction === 'rtl');
    return isForeign && value !== '' ? `${ISOLATE}${value}${END_OF_ISOLATE}` : value;
  }

  /** `85%`, of 85. */
  percent(value: number): string {
    return formats.number(this.#options.locale, { style: 'percent' }).format(value / 100);
  }

  /** Names with commas and "and", each isolated. */
  list(items: readonly (string | Html)[]): Html {
    const rest = [...items];
    const parts = formats
      .list(this.#options.locale, { type: 'conjunction' })
      .formatToParts(items.map((_, index) => String(index)));
    return html`${parts.map(({ type, value }) => (type === 'element' ? isolatedElement(rest.shift() ?? '') : value))}`;
  }

  /** The same as text, for attributes. */
  listText(items: readonly string[]): string {
    return formats
      .list(this.#options.locale, { type: 'conjunction' })
      .format(items.map((item) => this.#isolated(item)));
  }

  /** A length of time in its two largest units: `1 hour, 30 minutes`. */
  duration(ms: number): string {
    let rest = Math.max(0, Math.round(ms / 1000) * 1000);
    const pieces: string[] = [];
    for (const [unit, length] of UNITS) {
      const amount = Math.floor(rest / length);
      rest -= amount * length;
      if (amount > 0 && pieces.length < 2) pieces.push(this.#amount(amount, unit));
    }
    if (pieces.length === 0) return this.#amount(0, 'second');
    return formats.list(this.#options.locale, { type: 'unit' }).format(pieces);
  }

  #amount(amount: number, unit: string): string {
    return formats.number(this.#options.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
  }

  /** `21:36`; with `UTC` or `GMT+2` unless the zone has a name, or {@link zoneName} is said beside. */
  timeOfDay(at: number, { isBare = false } = {}): string {
    return this.#date(at, { hour: 'numeric', minute: '2-digit' }, !isBare);
  }

  /** `UTC` or `GMT+2`; `undefined` for a zone with a name, which is that of the clock on the wall. */
  zoneName(at: number): string | undefined {
    const { locale, zone } = this.#options;
    if (zone?.includes('/') === true) return undefined;
    return formats
      .dateTime(locale, { timeZoneName: 'short', timeZone: this.#timeZone })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value;
  }

  /** The time of day from which a wait is over: {@link timeOfDay}, rounded up to the minute. */
  timeAfter(at: number): string {
    return this.timeOfDay(Math.ceil(at / MINUTE_MS) * MINUTE_MS);
  }

  /** `Tuesday, 5 May`, for a heading. */
  day(at: number): string {
    return this.#date(at, { weekday: 'long', day: 'numeric', month: 'long' }, false);
  }

  /** `21:36`, of the minute 1296 of a day. */
  minuteOfDay(minute: number): string {
    const options = { hour: this.#hourDigits, minute: '2-digit', timeZone: 'UTC' } as const;
    return formats.dateTime(this.#options.locale, options).format(minute * MINUTE_MS);
  }

  /** `Mon`, of 1 for Monday to 7 for Sunday; or `Monday`. */
  weekday(day: number, length: 'short' | 'long' = 'short'): string {
    return formats
      .dateTime(this.#options.locale, { weekday: length, timeZone: 'UTC' })
      .format(A_SUNDAY + day * DAY_MS);
  }

  /** `5 May 2026`. */
  date(at: number): string {
    return this.#date(at, { day: 'numeric', month: 'short', year: 'numeric' }, false);
  }

  /** `5 May 2026, 21:36`. */
  dateTime(at: number): string {
    return this.#date(at, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
    });
  }

  /** `May 2026`. */
  month(at: number): string {
    return this.#date(at, { month: 'long', year: 'numeric' }, false);
  }

  #date(at: number, options: Intl.DateTimeFormatOptions, hasTime = true): string {
    const { locale, zone } = this.#options;
    // An offset has no daylight saving time, so that its times may not be those of the clock on the wall.
    const isNamed = zone?.includes('/') === true;
    const named = hasTime && !isNamed ? ({ timeZoneName: 'short' } as const) : {};
    const hour = options.hour !== undefined && ({ hour: this.#hourDigits } as const);
    return formats.dateTime(locale, { ...options, ...hour, ...named, timeZone: this.#timeZone }).format(at);
  }

  /** `06:26` where a day has 24 hours, `6:26 AM` where it has twice twelve. `Intl` alone writes either, depending on the other fields. */
  get #hourDigits(): '2-digit' | 'numeric' {
    const { hourCycle } = formats.dateTime(this.#options.locale, { hour: 'numeric' }).resolvedOptions();
    return hourCycle === 'h23' ? '2-digit' : 'numeric';
  }

  get #timeZone(): string {
    const { zone } = this.#options;
    return zone === undefined || zone === NO_OFFSET ? 'UTC' : zone;
  }

  /** A past time as an element: within an hour its age, within a day also the time, then the date. */
  ago(at: number, now: number): Html {
    return timeElement(at, this.agoText(at, now));
  }

  /** The same as text. */
  agoText(at: number, now: number): string {
    const ms = Math.max(0, now - at);
    if (ms < MINUTE_MS) return this.text('common.justNow');
    const relative = formats.relative(this.#options.locale, { numeric: 'always' });
    if (ms < HOUR_MS) return relative.format(-Math.floor(ms / MINUTE_MS), 'minute');
    if (ms >= DAY_MS) return this.text('common.onDate', { date: this.dateTime(at) });
    const ago = relative.format(-Math.floor(ms / HOUR_MS), 'hour');
    return this.text('common.agoWithTime', { ago, time: this.timeOfDay(at) });
  }

  /** {@link timeAfter} as an element, with the date if that is more than half a day away. */
  until(at: number, now: number): Html {
    const rounded = Math.ceil(at / MINUTE_MS) * MINUTE_MS;
    return timeElement(at, at - now > DAY_MS / 2 ? this.dateTime(rounded) : this.timeOfDay(rounded));
  }
}

/** Text or HTML: a piece of a message. */
type Part = string | Html | Isolated;

/** A string argument. `select` compares its plain text; a page shows it isolated. */
class Isolated {
  readonly #plain: string;
  readonly shown: string | Html;
  constructor(plain: string, shown: string | Html) {
    this.#plain = plain;
    this.shown = shown;
  }
  toString(): string {
    return this.#plain;
  }
}

function contentOf(part: Part): string | Html {
  return part instanceof Isolated ? part.shown : part;
}

function isolatedElement(item: string | Html): Html {
  return item instanceof Html ? item : html`<bdi>${item}</bdi>`;
}

function timeElement(at: number, text: string): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${text}</time>`;
}
