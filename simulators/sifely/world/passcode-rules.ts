import type { KeypadCode, Passcode } from './contents.ts';
import type { LockState } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The kinds of keypad codes on the wire; 8 to 14 are Monday to Sunday. */
export const PASSCODE_TYPE = {
  once: 1,
  permanent: 2,
  period: 3,
  erase: 4,
  weekend: 5,
  daily: 6,
  workday: 7,
  monday: 8,
  sunday: 14,
} as const;

/** Status of a code that waits for its lock to wake, and of one that the lock refused then. */
export const ADDING = 4;
export const ADD_FAILED = 5;

/** The number of custom codes that a lock holds, unless it is set otherwise. */
const CUSTOM_CODES = 250;

/** The outcome of digits at a keypad. */
export type KeypadOutcome = 'opens' | 'erases' | 'expired' | 'unknown';

/** True if digits are all the same, or follow one another up or down: the platform calls them too simple (-2032). */
export function tooSimple(digits: string): boolean {
  const steps = new Set([...digits].slice(1).map((digit, i) => Number(digit) - Number(digits[i])));
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0] ?? 2);
}

/** True if no further custom code fits into a lock. */
export function full(lock: LockState): boolean {
  return lock.passcodes.filter(({ custom }) => custom).length >= (lock.passcodeCapacity ?? CUSTOM_CODES);
}

/**
 * Tells what a lock makes of a code that is in it. `now` is the time of the lock's own clock. Generated codes follow the
 * rules of the platform: a one-time code opens once within six hours of its start; a permanent or timed one must be used within a
 * day of its start, or it never opens.
 */
export function outcomeOf(code: KeypadCode, now: number, utcOffsetMinutes: number): KeypadOutcome {
  const { type, startDate, endDate, usedAt } = code;
  if (type === PASSCODE_TYPE.erase)
    return usedAt === undefined && now >= startDate && now < startDate + DAY ? 'erases' : 'expired';
  if (type >= PASSCODE_TYPE.weekend)
    return recursNow(type, code, now + utcOffsetMinutes * MINUTE, utcOffsetMinutes) ? 'opens' : 'expired';
  if (dead(code, now)) return 'expired';
  // It has no bounds, and a lock whose clock is days behind takes it, too.
  if (type === PASSCODE_TYPE.permanent && code.custom) return 'opens';
  if (now < startDate) return 'expired';
  return type !== PASSCODE_TYPE.period || endDate === 0 || now <= endDate ? 'opens' : 'expired';
}

/** True if a code can never open again: used up, past its end, or not used in time. */
export function dead({ type, custom, startDate, endDate, usedAt }: KeypadCode, now: number): boolean {
  if (type === PASSCODE_TYPE.once) return usedAt !== undefined || now >= startDate + 6 * HOUR;
  if (type >= PASSCODE_TYPE.weekend) return false;
  if (type === PASSCODE_TYPE.period && endDate > 0 && now > endDate) return true;
  return !custom && usedAt === undefined && now >= startDate + DAY;
}

/** Returns the status that the cloud lists: its own, or 2 for a code that can never open again. */
export function listedStatus(lock: LockState, passcode: Passcode, now: number): number {
  const inLock = lock.keypad.find(({ secret }) => secret === passcode.secret);
  const { usedAt } = inLock ?? {};
  const { type, custom, startDate, endDate, secret } = passcode;
  const code = {
    name: '',
    type,
    custom,
    startDate,
    endDate,
    secret,
    ...(usedAt !== undefined && { usedAt }),
  };
  return passcode.status === 1 && dead(code, now) ? 2 : passcode.status;
}

/** Returns a time cut to the whole minute, as a lock keeps it. */
export function toMinute(ms: number): number {
  return ms - (ms % MINUTE);
}

/** Returns a time cut to the whole hour of the lock's own zone, as generated codes need it. */
export function toHour(ms: number, utcOffsetMinutes: number): number {
  return ms - ((ms + utcOffsetMinutes * MINUTE) % HOUR);
}

/** `local` is the lock's time as if its zone were UTC. */
function recursNow(
  type: number,
  { startDate, endDate, hoursOffsetMinutes }: KeypadCode,
  local: number,
  utcOffsetMinutes: number,
): boolean {
  const timeOfDay = (ms: number) => ms % DAY;
  const written = (hoursOffsetMinutes ?? utcOffsetMinutes) * MINUTE;
  const from = timeOfDay(startDate + written);
  const to = timeOfDay(endDate + written);
  const at = timeOfDay(local);
  // getUTCDay counts from Sunday.
  const weekday = new Date(local).getUTCDay();
  const fits =
    type === PASSCODE_TYPE.daily ||
    (type === PASSCODE_TYPE.weekend && (weekday === 0 || weekday === 6)) ||
    (type === PASSCODE_TYPE.workday && weekday >= 1 && weekday <= 5) ||
    (type >= PASSCODE_TYPE.monday && (type - PASSCODE_TYPE.monday + 1) % 7 === weekday);
  return fits && at >= from && at < to;
}
