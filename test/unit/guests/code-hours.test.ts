import {
  type CodeHours,
  firstHours,
  hoursOffMs,
  isHoursDue,
  newHours,
  withHoursLooked,
} from '../../../functions/guests/code-hours.ts';
import type { CodeRecord } from '../../../functions/guests/code-record.ts';
import { localOf, offsetAt } from '../../../functions/schedules/zoned-time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAILY = [1, 2, 3, 4, 5, 6, 7];

const wanted = (zone: string, more: Partial<CodeHours> = {}) => ({
  ...{ zone, days: DAILY, fromHour: 9, untilHour: 12, ...more },
});

/** A code for 9 to 12 o'clock that was made at a moment, in a lock whose clock is `lockOffsetMs` ahead of UTC. */
function made(zone: string, at: string, lockOffsetMs: number, more: Partial<CodeHours> = {}): CodeRecord {
  const now = Date.parse(at);
  const hours = { ...newHours(wanted(zone, more), now), lockOffsetMs };
  const terms = {
    digits: '047291',
    name: 'Anna',
    offline: { kind: 'daily', ...firstHours(hours, now) },
  } as const;
  return {
    ...{
      lockId: '1',
      way: 'gateway',
      state: 'set',
      goal: 'present',
      codeId: '7',
      wanted: terms,
      held: terms,
    },
    ...{ hours, attempts: 1, tries: 0, changedAt: now, dueAt: now },
  };
}

/** The hours at which a lock with a code opens on the day of a moment, by the clocks at the door. */
function opensAt(
  { held }: CodeRecord,
  zone: string,
  lockBefore: number,
  lockNow: number,
  at: number,
): string {
  const from = held?.offline?.from ?? 0;
  const onClock = Math.floor((from + lockBefore) / HOUR) * HOUR;
  const days = Math.floor((at + lockNow) / DAY) - Math.floor(onClock / DAY);
  return localOf(onClock + days * DAY - lockNow, zone).slice(11);
}

describe('a code for 9 o’clock in a lock with a clock that nobody sets', () => {
  test.each<[string, string, number, string, number]>([
    ['Europe/Berlin', '2027-03-26T12:00Z', 1, '2027-03-28T12:00Z', HOUR],
    ['Europe/Berlin', '2027-03-28T12:00Z', 2, '2027-10-30T12:00Z', -HOUR],
    ['Europe/Berlin', '2027-03-28T12:00Z', 2, '2027-10-29T12:00Z', 0],
    ['America/New_York', '2027-01-05T12:00Z', -5, '2027-03-14T17:00Z', HOUR],
    ['America/New_York', '2027-06-05T12:00Z', -5, '2027-11-07T17:00Z', -HOUR],
    ['Australia/Sydney', '2027-06-05T12:00Z', 10, '2027-10-03T12:00Z', HOUR],
    ['Australia/Sydney', '2027-12-05T12:00Z', 10, '2028-04-02T12:00Z', -HOUR],
    ['Australia/Lord_Howe', '2027-06-05T12:00Z', 10.5, '2027-10-03T12:00Z', HOUR / 2],
    ['Asia/Kolkata', '2027-01-15T12:00Z', 5.5, '2027-07-15T12:00Z', 0],
    ['+02:00', '2027-01-15T12:00Z', 2, '2027-07-15T12:00Z', 0],
  ])('in %s, made %s at an offset of %d hours, is off at %s by %d ms', (zone, at, offset, later, off) => {
    const lockOffsetMs = offset * HOUR;
    const code = made(zone, at, lockOffsetMs);
    const now = Date.parse(later);
    expect(hoursOffMs(code, now, lockOffsetMs)).toBe(off);
    const next = firstHours(wanted(zone), now).from;
    const minutes = 9 * 60 + off / 60_000;
    const shown = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    expect(opensAt(code, zone, lockOffsetMs, lockOffsetMs, next)).toBe(shown);
  });

  test('is looked at when the clocks change, and on no day before', () => {
    const code = made('Europe/Berlin', '2027-01-05T12:00Z', HOUR);
    expect(code.hours?.clocksAt).toBe(Date.parse('2027-03-28T01:00Z'));
    expect(isHoursDue(code, Date.parse('2027-03-26T12:00Z'), HOUR)).toBe(false);
    expect(isHoursDue(code, Date.parse('2027-03-28T01:00Z'), HOUR)).toBe(true);
  });
});

test.each<[string, string, number, string]>([
  ['Europe/Berlin', '2027-01-05T12:00Z', 1, '2027-03-28T01:00Z'],
  ['America/New_York', '2027-06-05T12:00Z', -5, '2027-11-07T06:00Z'],
  ['Australia/Sydney', '2027-06-05T12:00Z', 10, '2027-10-02T16:00Z'],
  // The lock was set by a phone in summer, and the code was made for half an hour too early.
  ['Australia/Lord_Howe', '2027-01-05T12:00Z', 10.5, '2027-04-03T15:00Z'],
])('a code in %s gets hours that open at 9 o’clock after the change', (zone, at, offset, change) => {
  const lockOffsetMs = offset * HOUR;
  const now = Date.parse(change);
  const looked = withHoursLooked(made(zone, at, lockOffsetMs), now, lockOffsetMs);
  expect(looked).toMatchObject({ state: 'changing', hours: { off: { tries: 0 } } });
  const sent = { ...looked, held: looked.wanted };
  const next = firstHours(wanted(zone), now).from;
  expect(opensAt(sent, zone, lockOffsetMs, lockOffsetMs, next)).toBe('09:00');
});

describe('a code that the cloud cannot make better', () => {
  test('is noted where half an hour is cut off', () => {
    const code = made('Australia/Lord_Howe', '2027-06-05T12:00Z', 10.5 * HOUR);
    const looked = withHoursLooked(code, Date.parse('2027-10-03T12:00Z'), 10.5 * HOUR);
    expect(looked).toMatchObject({ state: 'set', hours: { off: { ms: HOUR / 2 } } });
    expect(looked.wanted).toEqual(code.held);
    expect(isHoursDue(looked, Date.parse('2027-10-04T12:00Z'), 10.5 * HOUR)).toBe(false);
  });

  test('is noted where its hours would pass midnight by the lock’s clock', () => {
    const code = made('America/New_York', '2027-01-05T12:00Z', -5 * HOUR, { fromHour: 0, untilHour: 5 });
    const looked = withHoursLooked(code, Date.parse('2027-03-14T17:00Z'), -5 * HOUR);
    expect(looked).toMatchObject({ state: 'set', hours: { off: { ms: HOUR } } });
  });
});

test('a lock whose clock follows those of the house needs nothing', () => {
  const code = made('Europe/Berlin', '2027-01-05T12:00Z', HOUR);
  expect(hoursOffMs(code, Date.parse('2027-05-01T12:00Z'), 2 * HOUR)).toBe(0);
  expect(hoursOffMs(code, Date.parse('2027-02-01T12:00Z'), 2 * HOUR)).toBe(-HOUR);
});

test.each([
  ['Europe/Berlin', 2, 4, '2027-03-22T12:00Z', '2027-04-04T02:00'],
  ['Europe/Berlin', 1, 5, '2027-10-25T12:00Z', '2027-11-07T01:00'],
  ['America/New_York', 9, 12, '2027-03-08T12:00Z', '2027-03-14T09:00'],
])(
  'Sunday hours in %s from %d to %d are sent for a day on which no clock changes between them',
  (zone, from, until, at, day) => {
    const hours = { zone, days: [7], fromHour: from, untilHour: until };
    const first = firstHours(hours, Date.parse(at));
    expect(localOf(first.from, zone)).toBe(day);
    expect(first.until - first.from).toBe((until - from) * HOUR);
    expect(offsetAt(first.from, zone)).toBe(offsetAt(first.until, zone));
  },
);
