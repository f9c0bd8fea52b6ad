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
  const begins = periods.map(({ isAllDay, startTime }) => (isAllDay ? 0 : startTime));
  // A period that goes on from the day before does not begin.
  return nextMoment(lock, now, begins, (at) => inPassage(lock, at) && !inPassage(lock, at - 1));
}

/** Returns when passage mode lets a lock lock itself again: `now` if it does, never (`undefined`) if it has no end. */
export function endOfPassage(lock: LockState, now: number): number | undefined {
  if (!inPassage(lock, now)) return now;
  const { periods } = lock.passage ?? ALWAYS;
  const ends = periods.map(({ isAllDay, endTime }) => (isAllDay ? 0 : endTime));
  return nextMoment(lock, now, ends, (at) => !inPassage(lock, at));
}

/** Returns the first moment after `now` that fits, of these minutes of today and of each day of the week after it. */
function nextMoment(
  lock: LockState,
  now: number,
  minutes: readonly number[],
  fits: (at: number) => boolean,
): number | undefined {
  const midnight = now - ((now + lock.utcOffsetMinutes * MINUTE) % DAY);
  const moments = Array.from({ length: 8 }, (_, day) =>
    minutes.map((minute) => midnight + day * DAY + minute * MINUTE),
  );
  const fitting = moments.flat().filter((at) => at > now && fits(at));
  return fitting.length > 0 ? Math.min(...fitting) : undefined;
}
