import type { LockState, Passage } from './world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Passage mode at all times. */
export const ALWAYS: Passage = {
  autoUnlock: false,
  periods: [{ isAllDay: true, startTime: 0, endTime: 0, weekDays: [1, 2, 3, 4, 5, 6, 7] }],
};

/** True if a lock stays unlocked at `at` for its passage mode: switched on, on a day and at an hour of its zone. */
export function inPassage(lock: LockState, at: number): boolean {
  if (!lock.passageMode) return false;
  const local = at + lock.utcOffsetMinutes * MINUTE;
  const minute = Math.floor((local % DAY) / MINUTE);
  // getUTCDay counts from Sunday as 0; 7 is Sunday here.
  const weekDay = new Date(local).getUTCDay() || 7;
  return (lock.passage ?? ALWAYS).periods.some(
    ({ isAllDay, startTime, endTime, weekDays }) =>
      weekDays.includes(weekDay) && (isAllDay || (minute >= startTime && minute < endTime)),
  );
}

/** Returns when a lock opens by itself next, after `now`: at the beginning of a period, if it is set so. */
export function nextOpening(lock: LockState, now: number): number | undefined {
  const { periods, autoUnlock } = lock.passage ?? ALWAYS;
  if (!lock.passageMode || !autoUnlock) return undefined;
  const offset = lock.utcOffsetMinutes * MINUTE;
  const midnight = now - ((now + offset) % DAY);
  const begins = periods.map(({ isAllDay, startTime }) => (isAllDay ? 0 : startTime * MINUTE));
  // Today, and each day of the week after it; a period that goes on from the day before does not begin.
  const moments = Array.from({ length: 8 }, (_, day) => begins.map((ms) => midnight + day * DAY + ms)).flat();
  const openings = moments.filter((at) => at > now && inPassage(lock, at) && !inPassage(lock, at - 1));
  return openings.length > 0 ? Math.min(...openings) : undefined;
}
