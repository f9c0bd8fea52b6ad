import type { SharedLock } from '../accounts/shared-lock.ts';
import type { AccountState } from '../locks/account-state.ts';
import { isUnproven, usableSnapshot } from '../locks/known-state.ts';
import { gatewaysDueAt } from '../locks/lock-details.ts';
import { coveredByWebhooks, hasMissedEvent } from '../locks/webhook-coverage.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Maximum age of the lists: names and rooms change rarely. */
const LISTS_MS = { eventDriven: DAY_MS, else: HOUR_MS };
/** Maximum age of the details of a lock; SYNC reads them daily, if Google asks for one. */
const LOCK_DETAILS_MS = 7 * DAY_MS;
/**
 * Interval at which a lock itself is asked, to find unreachable gateways and lost events. Hourly if it missed an event, or if neither
 * webhooks nor records say that it moved.
 */
const CHECK_MS = { covered: DAY_MS, missedEvent: HOUR_MS, unrecorded: HOUR_MS, else: 6 * HOUR_MS };
/** A door left unlocked for this time may have been locked by a thumb turn, which causes no event: it is asked once. */
const LEFT_OPEN_MS = HOUR_MS;
/** Pause after an answer without a state; locks out of reach have observations of their own. */
const ASK_AGAIN_MS = { unknown: 60_000, offline: HOUR_MS };

/** True if all of these locks are covered by webhooks. */
export function isEventDriven(states: AccountState, locks: readonly SharedLock[], now: number): boolean {
  return locks.length > 0 && locks.every(({ state }) => coveredByWebhooks(states, state, now));
}

export function listsAreDue({ polling }: AccountState, eventDriven: boolean, now: number): boolean {
  return now - (polling?.listedAt ?? 0) >= (eventDriven ? LISTS_MS.eventDriven : LISTS_MS.else);
}

/** True if a poll reads the records of a lock: those of a lock covered by webhooks have arrived as events. */
export function recordsAreDue(states: AccountState, { state }: SharedLock, now: number): boolean {
  return !coveredByWebhooks(states, state, now);
}

/** True if a poll asks the lock itself, after it read everything else. `isUnrecorded`: this account may not read its records. */
export function askingIsDue(
  states: AccountState,
  { state, relock }: SharedLock,
  now: number,
  isUnrecorded = false,
): boolean {
  const { snapshot, askedAt = 0 } = state;
  const ago = now - askedAt;
  if (snapshot?.online === false) return ago >= ASK_AGAIN_MS.offline;
  if (usableSnapshot(state, relock, now) === undefined) return ago >= ASK_AGAIN_MS.unknown;
  // Assumed after a command, or claimed, and not observed since: its verification was lost or failed.
  if (snapshot?.source === 'command' || (snapshot !== undefined && isUnproven(snapshot)))
    return ago >= ASK_AGAIN_MS.unknown;
  if (hasMissedEvent(state, now)) return ago >= CHECK_MS.missedEvent;
  if (isUnrecorded) return ago >= CHECK_MS.unrecorded;
  if (
    snapshot?.bolt === 'unlocked' &&
    askedAt < snapshot.happenedAt &&
    now - snapshot.happenedAt >= LEFT_OPEN_MS
  )
    return true;
  return ago >= (coveredByWebhooks(states, state, now) ? CHECK_MS.covered : CHECK_MS.else);
}

export function gatewaysAreDue({ details }: SharedLock, now: number): boolean {
  return now >= gatewaysDueAt(details, LOCK_DETAILS_MS);
}

/** True if a poll reads the details of a lock: its auto-lock time may have changed. */
export function lockDetailsAreDue({ details }: SharedLock, now: number): boolean {
  return now - (details.learnedAt ?? 0) >= LOCK_DETAILS_MS;
}

/** Returns the estimated number of calls of one poll: lists now and then, and records of each lock without webhook coverage. */
export function costOfPoll(states: AccountState, locks: readonly SharedLock[], now: number): number {
  const uncovered = locks.filter((lock) => recordsAreDue(states, lock, now)).length;
  return 0.5 + uncovered * 1.2;
}
