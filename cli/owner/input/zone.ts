import { isTimeZone, localOf } from '../../../functions/schedules/zoned-time.ts';
import { UsageError } from '../../command.ts';

/** Returns a time zone that a person named: an IANA name, or an offset as `+02:00`. Throws `UsageError` for one that does not exist. */
export function parseZone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new UsageError(`--zone: there is no time zone "${text}". Say one like Europe/Berlin.`);
}

/** Returns the zone of this machine. */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Returns a zone as people read it: `UTC-05:00`, or its name. */
export function zoneWords(zone: string): string {
  if (zone === '+00:00') return 'UTC';
  return /^[+-]/.test(zone) ? `UTC${zone}` : zone;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Formats a time (ms since the epoch) as a clock of the zone shows it: `Tue 2026-12-01 09:00`. */
export function formatTime(at: number, zone: string): string {
  const local = localOf(at, zone);
  return `${WEEKDAYS[new Date(`${local}Z`).getUTCDay()]} ${local.replace('T', ' ')}`;
}

/** Formats a period, either end of which may be open. */
export function formatPeriod(
  { from, until }: { readonly from?: number | undefined; readonly until?: number | undefined },
  zone: string,
): string {
  if (from === undefined && until === undefined) return 'always';
  if (until === undefined) return `from ${formatTime(from ?? 0, zone)}`;
  if (from === undefined) return `until ${formatTime(until, zone)}`;
  return `${formatTime(from, zone)} to ${formatTime(until, zone)}`;
}

/** Returns a period with its times as ISO 8601, `null` for an open end. */
export function isoPeriod({
  from,
  until,
}: {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}) {
  const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return { from: iso(from), until: iso(until) };
}
