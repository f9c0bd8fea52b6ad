import type { SharedLock } from '../accounts/shared-lock.ts';
import type { AccountState } from '../locks/account-state.ts';
import { usableSnapshot } from '../locks/known-state.ts';
import { coveredByWebhooks, hasMissedEvent } from '../locks/webhook-coverage.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How old the lists may get: names and rooms change rarely. */
const LISTS_MS = { eventDriven: DAY_MS, else: HOUR_MS };
/** How old the slow facts of a lock may get; SYNC renews them daily where it is asked. */
const LOCK_DETAILS_MS = 7 * DAY_MS;
/**
 * How long a lock is not asked itself while everything else says the same: this is how it is noticed that a gateway
 * went out of reach, or that events are lost. A lock that moves without telling is asked hourly.
 */
const AUDIT_MS = { pushed: DAY_MS, silent: HOUR_MS, else: 6 * HOUR_MS };
/** A door that was left unlocked so long may have been locked by a thumb turn that does not tell: asked once. */
const LEFT_OPEN_MS = HOUR_MS;
/** A lock that could not tell is not asked again at once; one out of reach is probed by jobs of its own. */
const ASK_AGAIN_MS = { unknown: 60_000, offline: HOUR_MS };

/** Whether all of these locks tell what they do by webhooks. */
export function isEventDriven(states: AccountState, locks: readonly SharedLock[], now: number): boolean {
  return locks.length > 0 && locks.every(({ state }) => coveredByWebhooks(states, state, now));
}

/** Whether a poll reads the lists. */
export function listsAreDue({ polling }: AccountState, eventDriven: boolean, now: number): boolean {
  return now - (polling?.listedAt ?? 0) >= (eventDriven ? LISTS_MS.eventDriven : LISTS_MS.else);
}

/** Whether a poll reads the records of a lock: webhooks that are known to arrive have told them already. */
export function recordsAreDue(states: AccountState, { state }: SharedLock, now: number): boolean {
  return !coveredByWebhooks(states, state, now);
}

/** Whether a poll asks the lock itself, after all else was read. */
export function askingIsDue(states: AccountState, { state, relock }: SharedLock, now: number): boolean {
  const { snapshot, askedAt = 0 } = state;
  const ago = now - askedAt;
  if (snapshot?.online === false) return ago >= ASK_AGAIN_MS.offline;
  if (usableSnapshot(state, relock, now) === undefined) return ago >= ASK_AGAIN_MS.unknown;
  // Assumed after a command, and nobody has seen it since: its verification was lost, or in vain.
  if (snapshot?.source === 'command') return ago >= ASK_AGAIN_MS.unknown;
  if (hasMissedEvent(state, now)) return ago >= AUDIT_MS.silent;
  if (
    snapshot?.bolt === 'unlocked' &&
    askedAt < snapshot.happenedAt &&
    now - snapshot.happenedAt >= LEFT_OPEN_MS
  )
    return true;
  return ago >= (coveredByWebhooks(states, state, now) ? AUDIT_MS.pushed : AUDIT_MS.else);
}

/** Whether a poll learns the slow facts of a lock: its auto-lock time may have been changed. */
export function lockDetailsAreDue({ details }: SharedLock, now: number): boolean {
  return now - (details.learnedAt ?? 0) >= LOCK_DETAILS_MS;
}

/** Calls of a poll as this one: lists every now and then, records of each lock that does not tell by itself. */
export function costOfPoll(states: AccountState, locks: readonly SharedLock[], now: number): number {
  const silent = locks.filter((lock) => recordsAreDue(states, lock, now)).length;
  return 0.5 + silent * 1.2;
}
