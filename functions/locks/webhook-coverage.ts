import type { AccountState, LockState } from './account-state.ts';

const DAY_MS = 24 * 60 * 60_000;

/** A lock that moved without telling is not trusted to tell for so long. */
export const MISSED_EVENT_MS = 7 * DAY_MS;
/** How old the newest sign of life of the webhooks may be: of the account's, and of the lock's own. */
const COVERAGE_MS = { account: 7 * DAY_MS, lock: 30 * DAY_MS };

/** Whether a lock was seen to move without telling, lately. */
export function hasMissedEvent({ missedEventAt }: LockState, now: number): boolean {
  return missedEventAt !== undefined && now - missedEventAt < MISSED_EVENT_MS;
}

/**
 * Whether webhooks are known to arrive and to tell what this lock does. Earned by events of this very lock; lost when
 * no webhook comes for a week, or when the bolt was found where no event had put it.
 */
export function coveredByWebhooks({ webhookAt = 0 }: AccountState, lock: LockState, now: number): boolean {
  const { webhookEventAt = 0 } = lock;
  return (
    now - webhookAt < COVERAGE_MS.account &&
    now - webhookEventAt < COVERAGE_MS.lock &&
    !hasMissedEvent(lock, now)
  );
}

/** The same for today: a webhook of the account came within a day. */
export function coveredByWebhooksToday(states: AccountState, lock: LockState, now: number): boolean {
  return now - (states.webhookAt ?? 0) < DAY_MS && coveredByWebhooks(states, lock, now);
}
