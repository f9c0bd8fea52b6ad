import { type AccountState, changeLocks, type LockState } from './account-state.ts';

const DAY_MS = 24 * 60 * 60_000;

/** How long a lock is not covered after it moved without an event. */
const MISSED_EVENT_MS = 7 * DAY_MS;
/** Maximum age of the account's last webhook, and of the lock's own last event. */
const COVERAGE_MS = { account: 7 * DAY_MS, lock: 30 * DAY_MS };

/** True if the lock moved without an event in the last seven days. */
export function hasMissedEvent({ missedEventAt }: LockState, now: number): boolean {
  return missedEventAt !== undefined && now - missedEventAt < MISSED_EVENT_MS;
}

/** True if its events arrive: one in 30 days, a webhook of the account in seven, and not found moved without an event. */
export function coveredByWebhooks(states: AccountState, lock: LockState, now: number): boolean {
  return receivesWebhooks(states, lock, now) && !hasMissedEvent(lock, now);
}

/** True if webhooks of this lock arrive, although a movement may have been missed: those about its gateway arrive too. */
export function receivesWebhooks(
  { webhookAt = 0 }: AccountState,
  { webhookEventAt = 0 }: LockState,
  now: number,
): boolean {
  return now - webhookAt < COVERAGE_MS.account && now - webhookEventAt < COVERAGE_MS.lock;
}

/** As {@link coveredByWebhooks}, with a webhook of the account within a day. */
export function coveredByWebhooksToday(states: AccountState, lock: LockState, now: number): boolean {
  return now - (states.webhookAt ?? 0) < DAY_MS && coveredByWebhooks(states, lock, now);
}

/** A lock used shortly before midnight stays active for this long. */
const MIN_ACTIVE_MS = 6 * 60 * 60_000;
/** Minimum difference between two stored times of activity. */
const STEP_MS = 10 * 60_000;
/**
 * From the first use of a day to the first check of the lock's gateway. On Firebase the schedule finds the account up to two minutes
 * later, which is still within five.
 */
export const FIRST_CHECK_MS = 150_000;

/**
 * True if a lock was used or asked about today: since midnight UTC, the day that Sifely's plans count by, or in the last six hours.
 * `now` in ms since the epoch.
 */
export function isActive({ activeAt = 0 }: { readonly activeAt?: number }, now: number): boolean {
  return activeAt >= Math.min(new Date(now).setUTCHours(0, 0, 0, 0), now - MIN_ACTIVE_MS);
}

/** True if a use of a lock now is what its gateway is watched for from now on. */
export function beginsActivity(states: AccountState, lock: LockState, now: number): boolean {
  return !isActive(lock, now) && !receivesWebhooks(states, lock, now);
}

/**
 * Returns the state after locks were used or asked about. If their gateways were not watched until now, the account is due soon. The
 * same object if that is known already.
 */
export function withActivity(states: AccountState, lockIds: readonly string[], now: number): AccountState {
  let begins = false;
  const next = changeLocks(states, lockIds, (state) => {
    if (now - (state.activeAt ?? 0) < STEP_MS) return state;
    begins ||= beginsActivity(states, state, now);
    return { ...state, activeAt: now };
  });
  const { pollDueAt, polling } = next;
  if (!begins || polling === undefined || pollDueAt === undefined || pollDueAt <= now + FIRST_CHECK_MS)
    return next;
  return { ...next, pollDueAt: now + FIRST_CHECK_MS, polling: { dueAt: pollDueAt, ...polling } };
}
