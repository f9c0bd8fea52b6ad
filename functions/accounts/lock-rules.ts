import type { LockAction } from '../locks/lock-cloud.ts';
import { isWithin, nextEnd, nextStart } from '../schedules/weekly-hours.ts';
import { isTimeZone, zoneOfOffset } from '../schedules/zoned-time.ts';
import type { Account } from './account.ts';
import type { SharedLock } from './shared-lock.ts';

/** Why the owner's settings of a lock refuse a command of Google. */
export type RuleRefusal =
  /** Google may only lock it. */
  | 'lock-only'
  /** Google may only tell how it stands. */
  | 'tell-only'
  /** Google does not unlock it at this time of the week. */
  | 'quiet-hours';

/** Returns why the owner does not allow a command of Google at a moment; `undefined` if it is allowed. `now` in ms since the epoch. */
export function ruleRefusal(
  account: Account,
  { details }: SharedLock,
  action: LockAction,
  now: number,
): RuleRefusal | undefined {
  const { control = 'unlock', quietHours = [] } = details;
  if (control === 'tell') return 'tell-only';
  if (action === 'lock') return undefined;
  if (control === 'lock') return 'lock-only';
  return quietHours.length > 0 && isWithin(quietHours, now, houseZone(account, details))
    ? 'quiet-hours'
    : undefined;
}

/**
 * Returns when the next quiet hours of a lock begin, `now` if it is in them, in ms since the epoch: from then on no unlock is sent.
 * Infinity if it has none.
 */
export function quietFrom(account: Account, { details }: SharedLock, now: number): number {
  const { quietHours = [] } = details;
  if (quietHours.length === 0) return Number.POSITIVE_INFINITY;
  return nextStart(quietHours, now, houseZone(account, details)) ?? Number.POSITIVE_INFINITY;
}

/** Returns when the quiet hours of a lock end, in ms since the epoch; `undefined` outside of them, or if they do not end within a week. */
export function quietUntil(account: Account, { details }: SharedLock, now: number): number | undefined {
  const { quietHours = [] } = details;
  return nextEnd(quietHours, now, houseZone(account, details));
}

/**
 * Returns the zone by which hours of an account count: the owner's choice, else that of a lock's clock (of `lock`, if it has one),
 * else UTC. A zone of another machine that this one does not know is none.
 */
export function houseZone(account: Account, lock: { readonly utcOffsetMs?: number } = {}): string {
  if (account.timeZone !== undefined && isTimeZone(account.timeZone)) return account.timeZone;
  return zoneOfOffset(clockOffsetMs(account, lock) ?? 0);
}

/** Returns how far the clock of a lock is from UTC, in ms: of `lock`, else of any that told; `undefined` if none did. */
export function clockOffsetMs(
  account: Account,
  lock: { readonly utcOffsetMs?: number } = {},
): number | undefined {
  const offsets = [lock, ...Object.values(account.locks)].map(({ utcOffsetMs }) => utcOffsetMs);
  return offsets.find((offset) => offset !== undefined);
}
