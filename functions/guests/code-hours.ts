import { isDeepStrictEqual } from 'node:util';
import { backOffMs } from '../back-off.ts';
import { instantOf, localOf, nextOffsetChange, offsetAt } from '../schedules/zoned-time.ts';
import { type CodeRecord, type CodeTerms, isByPhone, withWanted } from './code-record.ts';

/** The hours of a weekly code, and how its lock holds them. */
export type CodeHours = NonNullable<CodeRecord['hours']>;

/** The days and hours that a person asked for, by the clocks of a zone. */
type WantedHours = Pick<CodeHours, 'zone' | 'days' | 'fromHour' | 'untilHour'>;

/** The terms of a code that the cloud makes. */
type OfflineTerms = NonNullable<CodeTerms['offline']>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days that are looked through: three of each weekday, as the clocks may change on one of them. */
const MAX_DAYS = 22;

/** Pauses between tries of a change that the cloud takes only after the code was used. */
const RETRY = { firstMs: DAY_MS / 2, maxMs: 7 * DAY_MS };

/**
 * Returns the first of the hours, in ms since the epoch, that ends after a moment, on a day on which the clocks do not change: the
 * cloud takes the hours of these instants for those of every week.
 */
export function firstHours(
  { zone, days, fromHour, untilHour }: WantedHours,
  after: number,
): { readonly from: number; readonly until: number } {
  const today = Date.parse(`${localOf(after, zone).slice(0, 10)}T00:00Z`);
  for (let ahead = 0; ahead < MAX_DAYS; ahead++) {
    const date = new Date(today + ahead * DAY_MS);
    // Sunday is 0 there.
    if (!days.includes(date.getUTCDay() || 7)) continue;
    const [from, until] = [fromHour, untilHour].map((hour) => {
      const local = `${date.toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00`;
      const at = instantOf(local, zone);
      return at !== undefined && localOf(at, zone) === local ? at : undefined;
    });
    if (from === undefined || until === undefined || until <= after) continue;
    if (offsetAt(from, zone) === offsetAt(until, zone)) return { from, until };
  }
  throw new RangeError('hours of no day of the week');
}

/** Returns the hours of a new code. `now` in ms since the epoch. */
export function newHours(wanted: WantedHours, now: number): CodeHours {
  return withNextChange(wanted, now);
}

/**
 * Returns by how many ms a weekly code opens late by the clocks at its door, the next time; early if negative, 0 for other codes. A lock
 * keeps the hours of its own clock, whose offset from UTC is fixed until a phone sets it. `lockOffsetMs` is that offset now; without it,
 * the lock's clock is taken for unchanged.
 */
export function hoursOffMs({ hours, held }: CodeRecord, now: number, lockOffsetMs?: number): number {
  const sent = held?.offline;
  if (hours === undefined || sent === undefined) return 0;
  const { zone, lockOffsetMs: before } = hours;
  const moved = offsetAt(firstHours(hours, now).from, zone) - offsetAt(sent.from, zone);
  if (before === undefined) return moved;
  const late = moved + before - (lockOffsetMs ?? before) - overTheHour(sent.from, before);
  return late - Math.round(late / DAY_MS) * DAY_MS;
}

/** True if the hours of a code are to be looked at: the clocks change, they are off in another way than is known, or a try is due. */
export function isHoursDue(record: CodeRecord, now: number, lockOffsetMs?: number): boolean {
  const { hours } = record;
  if (hours === undefined || record.held?.offline === undefined) return false;
  const { clocksAt, off } = hours;
  if (clocksAt !== undefined && now >= clocksAt) return true;
  return hoursOffMs(record, now, lockOffsetMs) !== (off?.ms ?? 0) || isRetryDue(off, now);
}

function isRetryDue(off: CodeHours['off'], now: number): boolean {
  if (off?.problem !== 'code-never-used') return false;
  return now >= (off.triedAt ?? 0) + backOffMs(RETRY, off.tries + 1);
}

/**
 * Returns the record after its hours were looked at: on its way to those that the clocks at the door show now, or with a note that it
 * opens at others, where they cannot be changed or the change would be no better.
 */
export function withHoursLooked(record: CodeRecord, now: number, lockOffsetMs?: number): CodeRecord {
  const { hours: before, held } = record;
  if (before === undefined || held?.offline === undefined) return record;
  const { off, ...rest } = before;
  const hours = withNextChange(rest, now);
  const ms = hoursOffMs(record, now, lockOffsetMs);
  if (ms === 0) return { ...record, hours };
  const tries = off?.tries ?? 0;
  const offline = { ...held.offline, ...firstHours(hours, now) };
  const isBetter =
    !isByPhone(record) &&
    (lockOffsetMs === undefined ||
      (!passesMidnight(offline, hours, lockOffsetMs) &&
        overTheHour(offline.from, lockOffsetMs) < Math.abs(ms)));
  if (!isBetter || isDeepStrictEqual(offline, held.offline))
    return { ...record, hours: { ...hours, off: { ms, tries } } };
  const wanted = { ...record.wanted, offline };
  const next = { wanted, state: 'changing', hours: { ...hours, off: { ...off, ms, tries } } } as const;
  return { ...record, ...next, tries: 0, changedAt: now, dueAt: now };
}

/** True if all that is wanted of a code in its lock is that its hours follow the clocks. */
export function isHoursChange({ hours, held, wanted, codeId, goal }: CodeRecord): boolean {
  if (hours?.off === undefined || held?.offline === undefined || codeId === undefined || goal === 'absent')
    return false;
  return (
    !isDeepStrictEqual(held.offline, wanted.offline) &&
    isDeepStrictEqual({ ...held, offline: wanted.offline }, wanted)
  );
}

/** True if the hours of a code begin or end on another day by its lock's clock than by those at the door. */
export function passesMidnight(
  { from, until = from }: Pick<OfflineTerms, 'from' | 'until'>,
  { zone }: Pick<CodeHours, 'zone'>,
  lockOffsetMs: number,
): boolean {
  const dayAt = (at: number) => Math.floor(at / DAY_MS);
  const day = dayAt(from + offsetAt(from, zone));
  return dayAt(from + lockOffsetMs) !== day || dayAt(until + lockOffsetMs - 1) !== day;
}

/** Returns the record after hours were sent to its lock, whose clock was `lockOffsetMs` ahead of UTC. */
export function withHoursSent(record: CodeRecord, lockOffsetMs: number | undefined): CodeRecord {
  if (record.hours === undefined) return record;
  const { off: _, lockOffsetMs: _before, ...hours } = record.hours;
  return { ...record, hours: { ...hours, ...(lockOffsetMs !== undefined && { lockOffsetMs }) } };
}

/** Returns the record of a weekly code that is to be made anew, with digits of the cloud's choice; any other one as it is. */
export function withNewCode(record: CodeRecord, now: number): CodeRecord {
  const { hours, held, wanted } = record;
  if (hours === undefined || held?.offline === undefined || record.goal === 'absent') return record;
  const { off: _, ...kept } = hours;
  // The cloud makes one code for the same hours of the same day.
  const after = Math.max(now, held.offline.until ?? now);
  const offline = { ...held.offline, ...firstHours(hours, after) };
  const next = withWanted({ ...record, hours: kept }, { ...wanted, digits: '', offline }, now);
  return { ...next, isReplaced: true };
}

function withNextChange(hours: WantedHours & Partial<CodeHours>, now: number): CodeHours {
  const { clocksAt: _, ...rest } = hours;
  const clocksAt = nextOffsetChange(now, hours.zone);
  return { ...rest, ...(clocksAt !== undefined && { clocksAt }) };
}

/** The cloud cuts the hours of a code to whole ones of its lock's clock. */
function overTheHour(at: number, lockOffsetMs: number): number {
  return (((at + lockOffsetMs) % HOUR_MS) + HOUR_MS) % HOUR_MS;
}
