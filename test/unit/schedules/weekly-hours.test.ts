import {
  isWithin,
  minuteOfDay,
  nextEnd,
  nextStart,
  timeOfDay,
  type WeeklyHours,
} from '../../../functions/schedules/weekly-hours.ts';
import { localOf } from '../../../functions/schedules/zoned-time.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const WORKDAYS = [1, 2, 3, 4, 5];
const SUNDAY = [7];

/** Makes hours of `09:00-17:00`. */
function hours(days: readonly number[], range: string): WeeklyHours {
  const [from = '', until = ''] = range.split('-');
  return { days, from: minuteOfDay(from) ?? Number.NaN, until: minuteOfDay(until) ?? Number.NaN };
}

describe('hours of the week', () => {
  test.each([
    // 2026-07-06 is a Monday.
    ['the beginning', WORKDAYS, '09:00-17:00', 'Europe/Berlin', '2026-07-06T07:00:00Z', true],
    ['the moment before', WORKDAYS, '09:00-17:00', 'Europe/Berlin', '2026-07-06T06:59:59.999Z', false],
    ['the last moment', WORKDAYS, '09:00-17:00', 'Europe/Berlin', '2026-07-06T14:59:59.999Z', true],
    ['the end', WORKDAYS, '09:00-17:00', 'Europe/Berlin', '2026-07-06T15:00:00Z', false],
    ['another day', WORKDAYS, '09:00-17:00', 'Europe/Berlin', '2026-07-05T10:00:00Z', false],
    ['the winter', WORKDAYS, '09:00-17:00', 'Europe/Berlin', '2026-12-07T07:30:00Z', false],
    ['the evening', WORKDAYS, '22:00-06:00', 'Europe/Berlin', '2026-07-10T20:00:00Z', true],
    [
      'the morning after the last day',
      WORKDAYS,
      '22:00-06:00',
      'Europe/Berlin',
      '2026-07-11T03:59:00Z',
      true,
    ],
    ['the morning of the first day', WORKDAYS, '22:00-06:00', 'Europe/Berlin', '2026-07-06T03:00:00Z', false],
    ['the end of the night', WORKDAYS, '22:00-06:00', 'Europe/Berlin', '2026-07-11T04:00:00Z', false],
    ['Sunday night', SUNDAY, '22:00-06:00', 'Europe/Berlin', '2026-07-06T03:00:00Z', true],
    ['until midnight', SUNDAY, '12:00-00:00', 'Europe/Berlin', '2026-07-05T21:59:59Z', true],
    ['midnight', SUNDAY, '12:00-00:00', 'Europe/Berlin', '2026-07-05T22:00:00Z', false],
    ['a whole day', SUNDAY, '00:00-00:00', 'Europe/Berlin', '2026-07-04T22:00:00Z', true],
    ['the end of a whole day', SUNDAY, '00:00-00:00', 'Europe/Berlin', '2026-07-05T22:00:00Z', false],
    ['24 hours from noon', SUNDAY, '12:00-12:00', 'Europe/Berlin', '2026-07-06T09:59:00Z', true],
    ['Kathmandu, 5:45 ahead', WORKDAYS, '09:00-17:00', 'Asia/Kathmandu', '2026-07-06T03:15:00Z', true],
    ['Kathmandu, before', WORKDAYS, '09:00-17:00', 'Asia/Kathmandu', '2026-07-06T03:14:00Z', false],
    ['the south in its summer', WORKDAYS, '09:00-17:00', 'Australia/Sydney', '2026-12-06T22:00:00Z', true],
    ['the south in its winter', WORKDAYS, '09:00-17:00', 'Australia/Sydney', '2026-07-05T22:30:00Z', false],
    ['Lord Howe, its summer', WORKDAYS, '09:00-17:00', 'Australia/Lord_Howe', '2026-12-06T22:00:00Z', true],
    ['Lord Howe, its winter', WORKDAYS, '09:00-17:00', 'Australia/Lord_Howe', '2026-07-05T22:29:00Z', false],
    ['a fixed offset', WORKDAYS, '09:00-17:00', '-05:30', '2026-07-06T14:30:00Z', true],
    ['the date line', WORKDAYS, '00:00-01:00', 'Pacific/Kiritimati', '2026-07-05T10:30:00Z', true],
  ])('%s: %j %s in %s, %s is within: %s', (_, days, range, zone, at, expected) => {
    expect(isWithin([hours(days, range)], Date.parse(at), zone)).toBe(expected);
  });

  test.each([
    // Berlin skips 02:00 to 03:00 on 2026-03-29 and shows 02:00 to 03:00 twice on 2026-10-25, both Sundays.
    [
      'a skipped start begins at the jump',
      '02:30-05:00',
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
      '03:00',
      true,
    ],
    ['before the jump', '02:30-05:00', 'Europe/Berlin', '2026-03-29T00:59:59Z', '01:59', false],
    [
      'a skipped end ends at the jump',
      '01:00-02:30',
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
      '03:00',
      false,
    ],
    ['up to the jump', '01:00-02:30', 'Europe/Berlin', '2026-03-29T00:59:59Z', '01:59', true],
    ['a skipped hour', '02:00-03:00', 'Europe/Berlin', '2026-03-29T01:00:00Z', '03:00', false],
    ['the first of two starts', '02:30-05:00', 'Europe/Berlin', '2026-10-25T00:30:00Z', '02:30', true],
    ['between two starts', '02:30-05:00', 'Europe/Berlin', '2026-10-25T01:10:00Z', '02:10', true],
    ['between two ends', '01:00-02:30', 'Europe/Berlin', '2026-10-25T00:40:00Z', '02:40', true],
    ['the second of two ends', '01:00-02:30', 'Europe/Berlin', '2026-10-25T01:30:00Z', '02:30', false],
    ['the night after', '22:00-06:00', 'Europe/Berlin', '2026-10-26T04:59:00Z', '05:59', true],
    // Sydney: skips 02:00 to 03:00 on 2026-10-04, repeats on 2026-04-05. Lord Howe by half an hour: 02:00 to 02:30, and 01:30 to 02:00.
    ['the southern spring', '02:30-05:00', 'Australia/Sydney', '2026-10-03T16:00:00Z', '03:00', true],
    ['the southern autumn', '01:00-02:30', 'Australia/Sydney', '2026-04-04T16:29:00Z', '02:29', true],
    ['half an hour skipped', '02:15-05:00', 'Australia/Lord_Howe', '2026-10-03T15:30:00Z', '02:30', true],
    ['before half an hour', '02:15-05:00', 'Australia/Lord_Howe', '2026-10-03T15:29:00Z', '01:59', false],
    ['half an hour twice', '01:00-01:45', 'Australia/Lord_Howe', '2026-04-04T15:00:00Z', '01:30', true],
    ['half an hour over', '01:00-01:45', 'Australia/Lord_Howe', '2026-04-04T15:15:00Z', '01:45', false],
    // Santiago skips the first hour of 2026-09-06, and shows the last one of Saturday, 2026-04-04, twice.
    [
      'a day without its first hour',
      '00:00-06:00',
      'America/Santiago',
      '2026-09-06T04:00:00Z',
      '01:00',
      true,
    ],
    ['before that day', '00:00-06:00', 'America/Santiago', '2026-09-06T03:59:00Z', '23:59', false],
    [
      'Sunday after its twofold eve',
      '00:00-06:00',
      'America/Santiago',
      '2026-04-05T04:00:00Z',
      '00:00',
      true,
    ],
    ['the eve itself', '00:00-06:00', 'America/Santiago', '2026-04-05T03:59:00Z', '23:59', false],
  ])(
    '%s: Sundays %s in %s at %s, when its clocks show %s, is within: %s',
    (_, range, zone, at, shown, expected) => {
      const moment = Date.parse(at);
      expect(localOf(moment, zone).slice(11)).toBe(shown);
      expect(isWithin([hours(SUNDAY, range)], moment, zone)).toBe(expected);
    },
  );

  test('hours include each moment whose time on the clock is theirs, and none beyond but in an hour shown twice', () => {
    const days: readonly [string, string, number][] = [
      ['Europe/Berlin', '2026-03-28T12:00Z', 0],
      ['Europe/Berlin', '2026-10-24T12:00Z', 60],
      ['America/New_York', '2026-03-07T12:00Z', 0],
      ['America/New_York', '2026-10-31T12:00Z', 60],
      ['Australia/Lord_Howe', '2026-10-03T00:00Z', 0],
      ['Australia/Lord_Howe', '2026-04-04T00:00Z', 30],
      ['America/Santiago', '2026-09-05T12:00Z', 0],
      ['America/Santiago', '2026-04-04T12:00Z', 60],
      ['Asia/Kathmandu', '2026-07-05T00:00Z', 0],
    ];
    for (const [zone, from, repeated] of days) {
      for (const range of ['00:00-02:15', '01:45-02:30', '22:30-01:40', '23:30-00:10', '02:10-02:00']) {
        const window = hours(EVERY_DAY, range);
        let beyond = 0;
        for (let at = Date.parse(from); at < Date.parse(from) + 36 * 3_600_000; at += 5 * 60_000) {
          const minute = minuteOfDay(localOf(at, zone).slice(11)) ?? Number.NaN;
          const reads =
            window.from < window.until
              ? minute >= window.from && minute < window.until
              : minute >= window.from || minute < window.until;
          const is = isWithin([window], at, zone);
          if (reads)
            expect([zone, range, localOf(at, zone), is]).toEqual([zone, range, localOf(at, zone), true]);
          else if (is) beyond += 5;
        }
        expect(beyond).toBeLessThanOrEqual(repeated);
      }
    }
  });

  test.each([
    ['the same day', [hours(EVERY_DAY, '09:00-17:00')], '2026-07-06T10:00Z', '2026-07-06T15:00:00.000Z'],
    ['the next morning', [hours(EVERY_DAY, '22:00-06:00')], '2026-07-06T21:00Z', '2026-07-07T04:00:00.000Z'],
    [
      'joined hours',
      [hours([1], '22:00-00:00'), hours([2], '00:00-06:00')],
      '2026-07-06T21:00Z',
      '2026-07-07T04:00:00.000Z',
    ],
    ['whole days in a row', [hours([6, 7], '00:00-00:00')], '2026-07-04T10:00Z', '2026-07-05T22:00:00.000Z'],
    [
      'overlapping hours',
      [hours([1], '08:00-12:00'), hours([1], '11:00-13:00')],
      '2026-07-06T07:00Z',
      '2026-07-06T11:00:00.000Z',
    ],
    ['the longer day', [hours(EVERY_DAY, '22:00-06:00')], '2026-10-24T21:00Z', '2026-10-25T05:00:00.000Z'],
    ['outside', [hours(EVERY_DAY, '22:00-06:00')], '2026-07-06T10:00Z', undefined],
    ['hours without an end', [hours(EVERY_DAY, '00:00-00:00')], '2026-07-06T10:00Z', undefined],
    ['no hours', [], '2026-07-06T10:00Z', undefined],
  ])('the end of %s', (_, windows, at, expected) => {
    const end = nextEnd(windows, Date.parse(at), 'Europe/Berlin');
    expect(end === undefined ? undefined : new Date(end).toISOString()).toBe(expected);
  });

  test.each([
    ['within', EVERY_DAY, '22:00-06:00', 'Europe/Berlin', '2026-07-06T21:00Z', '2026-07-06T21:00:00.000Z'],
    [
      'the same evening',
      EVERY_DAY,
      '22:00-06:00',
      'Europe/Berlin',
      '2026-07-06T10:00Z',
      '2026-07-06T20:00:00.000Z',
    ],
    ['in a week', [1], '08:00-09:00', 'Europe/Berlin', '2026-07-06T07:00Z', '2026-07-13T06:00:00.000Z'],
    ['after the jump', [7], '02:30-05:00', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T01:00:00.000Z'],
    [
      'of two the first',
      [7],
      '02:30-05:00',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
  ])('the next start is %s: days %j %s in %s from %s', (_, days, range, zone, at, expected) => {
    const start = nextStart([hours(days, range)], Date.parse(at), zone) ?? Number.NaN;
    expect(new Date(start).toISOString()).toBe(expected);
  });

  test('without hours there is no next start', () => {
    expect(nextStart([], 0, 'UTC')).toBeUndefined();
  });

  test('hours without an end include every moment', () => {
    expect(
      isWithin([hours(EVERY_DAY, '00:00-00:00')], Date.parse('2026-07-06T10:00Z'), 'Europe/Berlin'),
    ).toBe(true);
  });

  test.each([
    ['00:00', 0],
    ['09:05', 545],
    ['23:59', 1439],
  ])('%s is minute %d of the day', (text, minute) => {
    expect(minuteOfDay(text)).toBe(minute);
    expect(timeOfDay(minute)).toBe(text);
  });

  test.each(['24:00', '9:00', '09:60', '', 'noon', '09:00:00'])('"%s" is no time of day', (text) => {
    expect(minuteOfDay(text)).toBeUndefined();
  });
});
