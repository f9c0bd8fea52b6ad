import type { Account } from '../accounts/account.ts';
import { isConfirmed } from '../accounts/credentials/credential-refusal.ts';
import { isLockedOut } from '../accounts/pins/pin-lockout.ts';
import { sharedLock } from '../accounts/shared-lock.ts';
import type { AccountState, Snapshot } from '../locks/account-state.ts';
import type { AlertKind, AlertRules, AlertState, OpenAlert } from '../locks/alerts/alert-state.ts';
import { LOW_BATTERY_PERCENT } from '../locks/forecasts/battery-level.ts';
import { usableSnapshot } from '../locks/known-state.ts';
import { isWithin, nextStart, type WeeklyHours } from '../schedules/weekly-hours.ts';
import { ALERT_KINDS, alertPolicy } from './alert-kinds.ts';

type Night = NonNullable<AlertRules['night']>;

/** Something that is so now and may be told, by its key among those of its account. */
type Conditions = ReadonlyMap<string, OpenAlert>;

/** A battery that was low is told of again only after it had so much more, percent. */
const RECHARGED_PERCENT = 10;

const DAY_MS = 24 * 60 * 60_000;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** The key of the one condition that is the account's, not its states'. */
export const LINK_REFUSED = 'link-refused';

/** Returns what is so now, by the states alone. Pure and cheap: it runs in every write of an account with alerts. */
export function conditionsOf(states: AccountState, alerts: AlertState, now: number): Conditions {
  const found = new Map<string, OpenAlert>();
  const { kinds, night } = alerts.rules;
  const add = (kind: AlertKind, lockId?: string, dueAt = () => now + alertPolicy(kind).afterMs) => {
    if (!kinds.includes(kind)) return;
    const key = lockId === undefined ? kind : `${kind}/${lockId}`;
    const open = alerts.open[key];
    // A time further ahead is from before the clock was set back.
    const known = open !== undefined && open.dueAt <= now + 2 * DAY_MS ? open : undefined;
    found.set(key, known ?? { kind, ...(lockId !== undefined && { lockId }), since: now, dueAt: dueAt() });
  };
  /** Nothing is over while the bolt is not known. */
  const holds = (kind: AlertKind, lockId: string, { bolt }: Snapshot, isSo: boolean) =>
    isSo || (bolt === 'unknown' && alerts.open[`${kind}/${lockId}`]?.raisedAt !== undefined);
  if (isLockedOut(states, now)) add('lockout');
  for (const [lockId, { snapshot, battery, door }] of Object.entries(states.locks)) {
    if (snapshot !== undefined && !snapshot.online) add('offline', lockId);
    if (snapshot !== undefined && holds('jam', lockId, snapshot, snapshot.jammed)) add('jam', lockId);
    if (
      snapshot !== undefined &&
      night !== undefined &&
      holds('unlocked-at-night', lockId, snapshot, snapshot.bolt === 'unlocked')
    )
      add('unlocked-at-night', lockId, () => tooLateAt(night, snapshot.happenedAt, now));
    if (door?.isOpen && door.leftOpenAt !== undefined) add('door-left-open', lockId);
    const wasLow = alerts.open[`battery-low/${lockId}`] !== undefined;
    const enough = LOW_BATTERY_PERCENT + (wasLow ? RECHARGED_PERCENT : 0);
    if (battery !== undefined && battery.percent <= enough) add('battery-low', lockId);
  }
  // Only its account knows: `linkRefused` decides in the job.
  const refused = alerts.open[LINK_REFUSED];
  if (refused !== undefined && kinds.includes('link-refused')) found.set(LINK_REFUSED, refused);
  return found;
}

/** Returns the condition that only the account knows, as it is now; `undefined` if there is none. */
export function linkRefused(account: Account, alerts: AlertState): OpenAlert | undefined {
  if (!alerts.rules.kinds.includes('link-refused') || !isConfirmed(account)) return undefined;
  const since = account.credentialsRefusedAt ?? 0;
  return alerts.open[LINK_REFUSED] ?? { kind: 'link-refused', since, dueAt: since };
}

/**
 * Returns when a condition that is due is looked at again because it is not certain now, ms since the epoch; `undefined` if it is so and the
 * owner is told.
 */
export function putOffUntil(
  account: Account,
  states: AccountState,
  { kind, lockId }: OpenAlert,
  night: Night | undefined,
  now: number,
): number | undefined {
  if (lockId === undefined) return undefined;
  const lock = sharedLock(account, states, lockId);
  if (lock === undefined) return now + DAY_MS;
  if (kind !== 'unlocked-at-night') return undefined;
  if (night === undefined || !isNight(night, now)) return nextNight(night, now);
  // It may have locked itself: the check that follows an auto-lock says so.
  const snapshot = usableSnapshot(lock.state, lock.relock, now);
  return snapshot?.online && snapshot.bolt === 'unlocked' ? undefined : now + alertPolicy(kind).afterMs;
}

/** Returns when a door that was unlocked at `since` is unlocked at night for too long, ms since the epoch. */
function tooLateAt(night: Night, since: number, now: number): number {
  const late = Math.min(since, now) + ALERT_KINDS['unlocked-at-night'].afterMs;
  const from = Math.max(late, now);
  return isNight(night, from) ? from : nextNight(night, from);
}

function isNight(night: Night, at: number): boolean {
  return isWithin(hoursOf(night), at, night.zone);
}

/** Returns the next beginning of the night, ms since the epoch; `at` itself within one. */
function nextNight(night: Night | undefined, at: number): number {
  return (night && nextStart(hoursOf(night), at, night.zone)) ?? at + DAY_MS;
}

function hoursOf({ from, until }: Night): readonly WeeklyHours[] {
  return [{ days: EVERY_DAY, from, until }];
}
