import type { AccountState, LockState } from './account-state.ts';

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
export function coveredByWebhooks({ webhookAt = 0 }: AccountState, lock: LockState, now: number): boolean {
  const { webhookEventAt = 0 } = lock;
  return (
    now - webhookAt < COVERAGE_MS.account &&
    now - webhookEventAt < COVERAGE_MS.lock &&
    !hasMissedEvent(lock, now)
  );
}

/** The same, with a webhook of the account within a day. */
export function coveredByWebhooksToday(states: AccountState, lock: LockState, now: number): boolean {
  return now - (states.webhookAt ?? 0) < DAY_MS && coveredByWebhooks(states, lock, now);
}
