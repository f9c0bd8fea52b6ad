import { backOffMs } from '../../back-off.ts';
import type { CodeRecord, CodeTerms } from '../code-record.ts';

const MINUTE_MS = 60_000;

/**
 * For so long a call whose end is unknown may still be carried out: our client waits 20 s for an answer, and the cloud asks the gateway
 * for less. Until then a list that does not show it proves nothing.
 */
export const SETTLE_MS = 2 * MINUTE_MS;

/** Pauses between looks, and between calls that failed: at first, and after some hours of them. A week of outage may not use up a plan. */
const PAUSES = { firstMs: 15_000, maxMs: 15 * MINUTE_MS };
const LONG_PAUSE_MS = 60 * MINUTE_MS;
/** With so many tries six hours are over. */
const MAX_SHORT_PAUSES = 30;

/** Pauses between looks for the first use of a code. */
export const USE_PAUSES = { firstMs: 15 * MINUTE_MS, maxMs: 6 * 60 * MINUTE_MS };

/** How often a code that is set is compared with the list. All codes of a lock at one time of day: they share the call. */
const CHECK_MS = 24 * 60 * MINUTE_MS;

/** Returns the record after one more try, with the list due again after a pause that grows. */
export function lookAgain(record: CodeRecord, now: number): CodeRecord {
  const tries = record.tries + 1;
  const pauseMs = tries > MAX_SHORT_PAUSES ? LONG_PAUSE_MS : backOffMs(PAUSES, tries);
  return withDue({ ...record, tries }, now + pauseMs, now);
}

/** Returns the record with nothing due before its code ends; `end` in ms since the epoch. */
export function asleep({ dueAt: _, ...record }: CodeRecord, end?: number): CodeRecord {
  if (record.goal === 'absent') return record;
  const dueAt = Math.min(end ?? Number.POSITIVE_INFINITY, record.endsAt ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(dueAt) ? { ...record, dueAt } : record;
}

/** Returns the record due at `dueAt`, or before that where its code ends or its clocks change. */
export function withDue(record: CodeRecord, dueAt: number, now: number): CodeRecord {
  if (record.goal === 'absent') return { ...record, dueAt };
  const ends = [endOf(record.wanted), record.endsAt, record.hours?.clocksAt].filter(
    (end) => end !== undefined && end > now,
  );
  return { ...record, dueAt: Math.min(dueAt, ...ends.map(Number)) };
}

/** Returns the end of a period, ms since the epoch; `undefined` for codes without one. */
export function endOf({ period, offline }: CodeTerms): number | undefined {
  return period?.until ?? (offline?.kind === 'period' ? offline.until : undefined);
}

/** Returns when a code that is set is looked at again: at the time of day of its lock, after half a day at least. */
export function checkAfter({ lockId }: CodeRecord, now: number): number {
  return turnOf(lockId, now + CHECK_MS / 2, CHECK_MS);
}

/** Returns when to look for uses again: soon at first, then at times that the codes of a lock share, so that they share the call. */
export function useLookAfter({ lockId }: CodeRecord, tries: number, now: number): number {
  const pause = backOffMs(USE_PAUSES, tries + 1);
  return pause < USE_PAUSES.maxMs ? now + pause : turnOf(lockId, now + USE_PAUSES.firstMs, USE_PAUSES.maxMs);
}

/** Returns the first time from `earliest` on at which it is a lock's turn, which comes every `everyMs`. */
function turnOf(lockId: string, earliest: number, everyMs: number): number {
  const spread = [...lockId].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 0);
  const turn = (spread * MINUTE_MS) % everyMs;
  return earliest + ((((turn - earliest) % everyMs) + everyMs) % everyMs);
}
