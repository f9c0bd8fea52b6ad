import type { LockState, LockStates } from './lock-states.ts';

const DAY_MS = 24 * 60 * 60_000;

/** A lock that moved without telling is not trusted to tell for so long. */
export const SILENT_MS = 7 * DAY_MS;
/** How old the newest sign of life of the webhooks may be: of the account's, and of the lock's own. */
const QUIET = { account: 7 * DAY_MS, lock: 30 * DAY_MS };

/** Whether a lock was seen to move without telling, lately. */
export function isSilent({ silentAt }: LockState, now: number): boolean {
  return silentAt !== undefined && now - silentAt < SILENT_MS;
}

/**
 * Whether webhooks are known to arrive and to tell what this lock does. Earned by events of this very lock; lost when
 * no webhook comes for a week, or when the bolt was found where no event had put it.
 */
export function isPushed({ webhookAt = 0 }: LockStates, lock: LockState, now: number): boolean {
  const { pushedAt = 0 } = lock;
  return now - webhookAt < QUIET.account && now - pushedAt < QUIET.lock && !isSilent(lock, now);
}

/** The same for today: a webhook of the account came within a day. */
export function isPushedNow(states: LockStates, lock: LockState, now: number): boolean {
  return now - (states.webhookAt ?? 0) < DAY_MS && isPushed(states, lock, now);
}
