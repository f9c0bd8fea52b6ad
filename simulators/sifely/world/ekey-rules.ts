import type { EKey, LockState } from './world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** `endDate` of a key that opens once. */
export const ONE_TIME = 1;

/** Key states on the wire; a frozen one opens nothing until it is unfrozen. */
export const KEY_STATUS = { normal: '110401', frozen: '110405' } as const;

/** True if a key is usable at `now`: neither frozen nor used up, within its dates and, if it recurs, its days and hours. */
export function usable(key: EKey, lock: LockState, now: number): boolean {
  if (key.keyStatus !== KEY_STATUS.normal) return false;
  if (key.endDate === ONE_TIME) return key.usedAt === undefined;
  if (key.recurs) return recursNow(key.recurs, key, now, lock.utcOffsetMinutes * MINUTE);
  return (key.startDate === 0 || key.startDate <= now) && (key.endDate === 0 || now <= key.endDate);
}

function recursNow(
  { weekDays, startDay, endDay }: NonNullable<EKey['recurs']>,
  { startDate, endDate }: EKey,
  now: number,
  offset: number,
): boolean {
  const timeOfDay = (ms: number) => (ms + offset) % DAY;
  // The platform counts the days of a key from Sunday as 1.
  const weekday = new Date(now + offset).getUTCDay() + 1;
  const inDates = now >= startDay && now <= endDay;
  const inHours = timeOfDay(now) >= timeOfDay(startDate) && timeOfDay(now) < timeOfDay(endDate);
  return inDates && inHours && weekDays.includes(weekday);
}
