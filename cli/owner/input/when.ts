import { instantOf, localOf } from '../../../functions/schedules/zoned-time.ts';
import { UsageError } from '../../command.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Times that are further away are slips of the finger. */
const MAX_DISTANCE_MS = 20 * 365 * DAY_MS;

const UNITS: Readonly<Record<string, number>> = {
  ...{ m: MINUTE_MS, min: MINUTE_MS, minute: MINUTE_MS },
  ...{ h: HOUR_MS, hour: HOUR_MS },
  ...{ d: DAY_MS, day: DAY_MS },
  ...{ w: 7 * DAY_MS, week: 7 * DAY_MS },
};

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const HINT = 'Say a time like 2026-12-01T09:00, "tuesday 9:00", "tomorrow 17:30" or "in 3 days"';

/** How a time is to be read. */
export interface WhenContext {
  /** The option, for the refusal. */
  readonly name: string;
  readonly now: number;
  /** An IANA name, or an offset as `+02:00`. */
  readonly zone: string;
  /** Days of the week and times of the day are the next ones after this; `now` by default. */
  readonly after?: number;
  /** True for an end: a day alone includes that whole day, and of a time that the clocks show twice the second one counts. */
  readonly isEnd?: boolean;
}

/**
 * Reads a time that a person typed: a date with or without a time of day, a time of day, a day of the week, `today`, `tomorrow`,
 * `now`, or `in 3 days`. A day alone is its beginning, or its end if an end is meant. It counts in the zone unless it ends with one (`Z`, `+01:00`). Returns ms since the epoch; throws
 * `UsageError` for any other text, and for a date that the calendar does not have.
 */
export function parseWhen(typed: string, context: WhenContext): number {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const at = readNow(text, context) ?? readDate(text, context) ?? readDay(text, context);
  if (at === undefined) {
    throw new UsageError(`${context.name}: "${typed.trim()}" is no time. ${HINT}.`);
  }
  if (Math.abs(at - context.now) > MAX_DISTANCE_MS) {
    throw new UsageError(`${context.name}: "${typed.trim()}" is more than 20 years away.`);
  }
  return at;
}

/** Reads a length of time such as `3 hours`, `90 min` or `2d`. Returns ms; throws `UsageError`. */
export function parseSpan(typed: string, name: string): number {
  const ms = spanOf(typed.trim().toLowerCase());
  if (ms !== undefined && ms > 0 && ms <= MAX_DISTANCE_MS) return ms;
  throw new UsageError(
    `${name}: "${typed.trim()}" is no length of time. Say one like "3 hours" or "2 days".`,
  );
}

function spanOf(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,5}|an?) ?([a-z]+)$/.exec(text) ?? [];
  const ms = UNITS[unit] ?? UNITS[unit.replace(/s$/, '')];
  if (count === '' || ms === undefined) return undefined;
  return (count.startsWith('a') ? 1 : Number(count)) * ms;
}

function readNow(text: string, { now }: WhenContext): number | undefined {
  if (text === 'now') return now;
  const span = text.startsWith('in ') ? spanOf(text.slice(3)) : undefined;
  return span === undefined ? undefined : now + span;
}

function readDate(text: string, context: WhenContext): number | undefined {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ,]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(z|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [year = '', month = '', day = '', hour, minute = '0', offset] = match.slice(1);
  const date = `${year}-${two(month)}-${two(day)}`;
  const at =
    hour === undefined
      ? dayOnClock(date, context)
      : onClock(date, { hour, minute }, offset === undefined ? context : { zone: 'UTC' });
  if (at === undefined) throw new UsageError(`${context.name}: the calendar has no ${text.toUpperCase()}.`);
  return offset === undefined ? at : at - offsetOf(offset);
}

/** Returns when the clocks of a zone show a time of a date `YYYY-MM-DD`; `undefined` if there is no such date. */
function onClock(
  date: string,
  { hour, minute }: { readonly hour: number | string; readonly minute: number | string },
  { zone, isEnd = false }: Pick<WhenContext, 'zone' | 'isEnd'>,
): number | undefined {
  return instantOf(`${date}T${two(hour)}:${two(minute)}`, zone, { late: isEnd });
}

/** Returns when a day `YYYY-MM-DD` begins, or ends if an end is meant; `undefined` if there is no such date. */
function dayOnClock(date: string, context: WhenContext): number | undefined {
  const midnight = { hour: 0, minute: 0 };
  const start = onClock(date, midnight, context);
  if (start === undefined || context.isEnd !== true) return start;
  const next = new Date(Date.parse(`${date}T00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return onClock(next, midnight, context);
}

function two(number: number | string): string {
  return String(number).padStart(2, '0');
}

function offsetOf(text: string): number {
  if (text === 'z') return 0;
  const ms = Number(text.slice(1, 3)) * HOUR_MS + Number(text.slice(-2)) * MINUTE_MS;
  return text.startsWith('-') ? -ms : ms;
}

/** Reads a day, a time of day, or both. */
function readDay(text: string, context: WhenContext): number | undefined {
  const { zone, now, after = now } = context;
  const [, word = '', time = ''] = /^([a-z]{3,})?(?:(?:^|,? (?:at )?)(\d.*))?$/.exec(text) ?? [];
  const clock = time === '' ? undefined : clockOf(time);
  if (clock === undefined && (word === '' || time !== '')) return undefined;
  const base = new Date(`${localOf(word === 'today' || word === 'tomorrow' ? now : after, zone)}Z`);
  const onDay = (days: number) => {
    const date = new Date(base.getTime() + days * DAY_MS).toISOString().slice(0, 10);
    return (clock === undefined ? dayOnClock(date, context) : onClock(date, clock, context)) ?? now;
  };
  if (word === 'today') return onDay(0);
  if (word === 'tomorrow') return onDay(1);
  if (word === '') return onDay(0) > after ? onDay(0) : onDay(1);
  const weekday = WEEKDAYS.findIndex((day) => day === word || day.slice(0, 3) === word);
  if (weekday < 0) return undefined;
  const days = (weekday - base.getUTCDay() + 7) % 7;
  // Who means today says "today".
  if (clock === undefined && days === 0 && after <= now) return onDay(7);
  return onDay(days) > after ? onDay(days) : onDay(days + 7);
}

function clockOf(text: string): { readonly hour: number; readonly minute: number } | undefined {
  const [, hours = '', minutes = '0', half] = /^(\d{1,2})(?::(\d{2}))? ?(am|pm)?$/.exec(text) ?? [];
  if (hours === '' || (half === undefined && !text.includes(':'))) return undefined;
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (minute > 59 || (half === undefined ? hour > 23 : hour < 1 || hour > 12)) return undefined;
  if (half === undefined) return { hour, minute };
  return { hour: (hour % 12) + (half === 'pm' ? 12 : 0), minute };
}
