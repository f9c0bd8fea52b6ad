import { isTimeZone, offsetAt } from '../../../functions/guests/zoned-time.ts';
import { UsageError } from '../../command.ts';

const MINUTE_MS = 60_000;

/** A time zone: that of a lock, as a person reads and writes its times. */
export interface Zone {
  /** `UTC-05:00`, or a name such as `Europe/Berlin`. */
  readonly name: string;
  /** Returns by how many ms local time is ahead of UTC at a time, ms since the epoch. */
  offsetAt(at: number): number;
}

/** Returns a zone whose offset never changes. */
export function fixedZone(offsetMs: number): Zone {
  const minutes = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  const name =
    offsetMs === 0
      ? 'UTC'
      : `UTC${offsetMs < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`;
  return { name, offsetAt: () => offsetMs };
}

/** Returns a zone by its name, with daylight saving time. Throws `UsageError` for one that does not exist. */
export function namedZone(name: string): Zone {
  if (!isTimeZone(name)) {
    throw new UsageError(`--zone: there is no time zone "${name}". Say one like Europe/Berlin.`);
  }
  return { name, offsetAt: (at) => offsetAt(at, name) };
}

/** A time on a wall clock. */
export interface WallTime {
  readonly year: number;
  /** 1 for January. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** Returns the time at which a clock of the zone shows this; after a gap of daylight saving time, as much later. */
export function atWallTime({ year, month, day, hour, minute }: WallTime, zone: Zone): number {
  const local = Date.UTC(year, month - 1, day, hour, minute);
  const first = local - zone.offsetAt(local);
  const second = local - zone.offsetAt(first);
  // Around a change of the offset the first guess may be off; in a gap both are.
  return second + zone.offsetAt(second) === local ? second : Math.max(first, second);
}

/** Returns what a clock of the zone shows at a time, with the day of the week: 0 for Sunday. */
export function wallTimeOf(at: number, zone: Zone): WallTime & { readonly weekday: number } {
  const local = new Date(at + zone.offsetAt(at));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    weekday: local.getUTCDay(),
  };
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Formats a time as `Tue 2026-12-01 09:00`. */
export function formatTime(at: number, zone: Zone): string {
  const { weekday } = wallTimeOf(at, zone);
  const text = new Date(at + zone.offsetAt(at)).toISOString();
  return `${WEEKDAYS[weekday]} ${text.slice(0, 10)} ${text.slice(11, 16)}`;
}

/** Formats a period, either end of which may be open. */
export function formatPeriod(
  { from, until }: { readonly from?: number | undefined; readonly until?: number | undefined },
  zone: Zone,
): string {
  if (from === undefined && until === undefined) return 'always';
  if (until === undefined) return `from ${formatTime(from ?? 0, zone)}`;
  if (from === undefined) return `until ${formatTime(until, zone)}`;
  return `${formatTime(from, zone)} to ${formatTime(until, zone)}`;
}
