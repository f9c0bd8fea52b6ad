import * as v from 'valibot';
import { instantOf, localOf, offsetAt, offsetChangeBetween } from './zoned-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MINUTES_PER_DAY = 24 * 60;

/** Windows that one schedule may have: one for each day of the week. */
export const MAX_WEEKLY_HOURS = 7;

const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MINUTES_PER_DAY - 1));

/** Reads stored {@link WeeklyHours}. */
export const weeklyHoursSchema = v.looseObject({
  days: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))),
    v.minLength(1),
    v.readonly(),
  ),
  from: minute,
  until: minute,
});

/** The same hours on some days of the week, by the clocks of a zone. */
export interface WeeklyHours {
  /** Days on which the hours begin, 1 for Monday to 7 for Sunday. */
  readonly days: readonly number[];
  /** Minute of the day at which they begin, 0 to 1439. */
  readonly from: number;
  /** Minute of the day at which they end, 0 to 1439. One that is not after `from` is of the next day, so that equal ones are 24 hours. */
  readonly until: number;
}

/**
 * True if one of the hours includes the moment `at`, in ms since the epoch. `zone` is an IANA name or an offset, see `isTimeZone`.
 *
 * Where the clocks show an hour twice, hours that begin in it begin with the first and those that end in it end with the second; where the
 * clocks skip an hour, hours that begin or end in it do so at the jump. So quiet hours never end early, and a PIN works whenever the clock
 * at the door shows a time that its owner was given.
 */
export function isWithin(hours: readonly WeeklyHours[], at: number, zone: string): boolean {
  return currentEnd(hours, at, zone) !== undefined;
}

/**
 * Returns when the hours that include `at` are over, in ms since the epoch; hours that join them count as the same. `undefined` if `at` is
 * outside of them, or if they do not end within a week.
 */
export function nextEnd(hours: readonly WeeklyHours[], at: number, zone: string): number | undefined {
  let end = currentEnd(hours, at, zone);
  while (end !== undefined) {
    const joined = currentEnd(hours, end, zone);
    if (joined === undefined) return end;
    if (joined - at > 8 * DAY_MS) return undefined;
    end = joined;
  }
  return undefined;
}

/** Returns the first moment from `at` on that the hours include, in ms since the epoch; `undefined` if there are no hours. */
export function nextStart(hours: readonly WeeklyHours[], at: number, zone: string): number | undefined {
  if (isWithin(hours, at, zone)) return at;
  const today = midnight(at, zone);
  // A week, and a day more because the hours of today may be over.
  for (let ahead = -1; ahead <= 8; ahead++) {
    const starts = spansOf(hours, today + ahead * DAY_MS, zone)
      .map(({ start }) => start)
      .filter((start) => start >= at);
    if (starts.length > 0) return Math.min(...starts);
  }
  return undefined;
}

/** Returns the latest end of hours that include `at`. */
function currentEnd(hours: readonly WeeklyHours[], at: number, zone: string): number | undefined {
  const today = midnight(at, zone);
  // Yesterday's may go on past midnight; a day earlier because clocks that are set back over midnight show yesterday again.
  const ends = [-2, -1, 0]
    .flatMap((ahead) => spansOf(hours, today + ahead * DAY_MS, zone))
    .filter(({ start, end }) => start <= at && at < end)
    .map(({ end }) => end);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Returns the hours that begin on a date, as moments. `date` is its midnight in UTC. */
function spansOf(
  hours: readonly WeeklyHours[],
  date: number,
  zone: string,
): { readonly start: number; readonly end: number }[] {
  const weekday = new Date(date).getUTCDay() || 7;
  return hours
    .filter(({ days }) => days.includes(weekday))
    .map(({ from, until }) => ({
      start: boundary(date + from * MINUTE_MS, zone, 'start'),
      end: boundary(date + (until > from ? 0 : DAY_MS) + until * MINUTE_MS, zone, 'end'),
    }));
}

/** Returns the date that the clocks of a zone show, as its midnight in UTC. */
function midnight(at: number, zone: string): number {
  return Date.parse(`${localOf(at, zone).slice(0, 10)}T00:00Z`);
}

/** Returns the moment at which the clocks show `wall` (the wall-clock time as if it were UTC): of two the first for a start, the second for an end; of none the jump. */
function boundary(wall: number, zone: string, edge: 'start' | 'end'): number {
  const local = new Date(wall).toISOString().slice(0, 16);
  const at = instantOf(local, zone, { late: edge === 'end' });
  if (at === undefined) throw new RangeError('a wall-clock time without a date');
  const skipped = at + offsetAt(at, zone) - wall;
  return skipped > 0 ? offsetChangeBetween(at - skipped, at, zone) : at;
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Reads a time of day, `HH:MM` as a form's time input sends it, as the minute of the day; `undefined` if it is none. */
export function minuteOfDay(text: string): number | undefined {
  const match = TIME_OF_DAY.exec(text);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

/** Returns a minute of the day as `HH:MM`. */
export function timeOfDay(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
