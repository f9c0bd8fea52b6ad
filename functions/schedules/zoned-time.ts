import { COMMON_ZONES } from './common-zones.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const OFFSET = /^[+-]\d{2}:\d{2}$/;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})$/;

/** By the name in lower case: a zone may be typed in any case, and there must be no more formatters than zones. They take a millisecond to build. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** True for a time zone that this machine knows: an IANA name as `Europe/Berlin`, or an offset as `+02:00`. */
export function isTimeZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Returns the zone that a person means: an IANA name or an offset in any case, or a city of an IANA name, as `berlin` or `New York`;
 * `undefined` if there is none, or if several have that city.
 */
export function findZone(text: string): string | undefined {
  const wanted = text.trim().replace(/\s+/g, '_').toLowerCase();
  if (OFFSET.test(wanted)) return isTimeZone(wanted) ? wanted : undefined;
  if (wanted === 'utc' || wanted === 'gmt') return 'UTC';
  // Its names are partly former ones, as Asia/Katmandu.
  const zones = [...new Set([...COMMON_ZONES, ...Intl.supportedValuesOf('timeZone')])];
  const found = zones.filter(
    (zone) => zone.toLowerCase() === wanted || zone.slice(zone.lastIndexOf('/') + 1).toLowerCase() === wanted,
  );
  if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  // Not all names of zones are listed.
  const name = text.trim();
  return name.includes('/') && isTimeZone(name) ? name : undefined;
}

/** Returns the zone of a fixed offset from UTC, as locks tell it in ms; it has no daylight saving time. */
export function zoneOfOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${offsetMs < 0 && minutes > 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * Returns the moment, in ms since the epoch, of a wall-clock time `YYYY-MM-DDTHH:MM` in a zone; `undefined` if there is no such date. A time
 * that the clocks skip moves on by what they skip. One that they show twice is the first; with `late` the second, so that nobody is
 * shut out an hour early.
 */
export function instantOf(local: string, zone: string, { late = false } = {}): number | undefined {
  const match = LOCAL.exec(local);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  if (hour > 23 || minute > 59 || new Date(wall).toISOString().slice(0, 10) !== local.slice(0, 10))
    return undefined;
  // No zone changes its offset twice within two days.
  const offsets = [offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone)];
  const found = offsets.map((offset) => wall - offset).filter((at) => at + offsetAt(at, zone) === wall);
  if (found.length > 0) return late ? Math.max(...found) : Math.min(...found);
  return wall - Math.min(...offsets);
}

/** Returns the wall-clock time of a moment in a zone, as `YYYY-MM-DDTHH:MM`. */
export function localOf(at: number, zone: string): string {
  // Years after 9999 have six digits and a sign.
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, -':00.000Z'.length);
}

/** Returns by how many ms the clocks of a zone are ahead of UTC at a moment. */
export function offsetAt(at: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/** Zones change their clocks twice a year, or not at all. */
const MAX_AHEAD_MS = 370 * DAY_MS;

/** Returns the next moment at which a zone changes its offset from UTC, in ms since the epoch; `undefined` if none comes within a year. */
export function nextOffsetChange(after: number, zone: string): number | undefined {
  const offset = offsetAt(after, zone);
  for (let at = after + DAY_MS; at < after + MAX_AHEAD_MS; at += DAY_MS) {
    if (offsetAt(at, zone) !== offset) return offsetChangeBetween(at - DAY_MS, at, zone);
  }
  return undefined;
}

/** Returns the moment between two others at which a zone changes its offset to that of the later one. All in ms since the epoch. */
export function offsetChangeBetween(before: number, after: number, zone: string): number {
  const offset = offsetAt(after, zone);
  let [earlier, later] = [before, after];
  while (later - earlier > 1) {
    const middle = Math.floor((earlier + later) / 2);
    if (offsetAt(middle, zone) === offset) later = middle;
    else earlier = middle;
  }
  return later;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const key = zone.toLowerCase();
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    // The same text as the key, so that what is known does not depend on who asked before.
    timeZone: key,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(key, format);
  return format;
}
