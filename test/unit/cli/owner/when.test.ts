import { parseSpan, parseWhen } from '../../../../cli/owner/input/when.ts';
import { formatTime } from '../../../../cli/owner/input/zone.ts';

const HOUR = 3_600_000;
/** Tuesday, 1 December 2026, 9:00 in Maple Street. */
const NOW = Date.UTC(2026, 11, 1, 14);
const MAPLE = '-05:00';
const when = (text: string, zone = MAPLE, now = NOW) => parseWhen(text, { name: '--from', now, zone });

test.each([
  ['now', 'Tue 2026-12-01 09:00'],
  ['in 3 days', 'Fri 2026-12-04 09:00'],
  ['in an hour', 'Tue 2026-12-01 10:00'],
  ['in 90 min', 'Tue 2026-12-01 10:30'],
  ['in 2 weeks', 'Tue 2026-12-15 09:00'],
  ['2026-12-24', 'Thu 2026-12-24 00:00'],
  ['2026-12-24T18:30', 'Thu 2026-12-24 18:30'],
  ['2026-12-24 18:30', 'Thu 2026-12-24 18:30'],
  ['2026-12-24T18:30Z', 'Thu 2026-12-24 13:30'],
  ['2026-12-24T18:30+01:00', 'Thu 2026-12-24 12:30'],
  ['9:30', 'Tue 2026-12-01 09:30'],
  ['8:30', 'Wed 2026-12-02 08:30'],
  ['5pm', 'Tue 2026-12-01 17:00'],
  ['12am', 'Wed 2026-12-02 00:00'],
  ['today 17:00', 'Tue 2026-12-01 17:00'],
  ['today', 'Tue 2026-12-01 00:00'],
  ['Tomorrow', 'Wed 2026-12-02 00:00'],
  ['tomorrow at 9:15', 'Wed 2026-12-02 09:15'],
  ['friday 12:00', 'Fri 2026-12-04 12:00'],
  ['fri, 12:00', 'Fri 2026-12-04 12:00'],
  ['Tuesday 10:00', 'Tue 2026-12-01 10:00'],
  ['tuesday 8:00', 'Tue 2026-12-08 08:00'],
  ['sunday', 'Sun 2026-12-06 00:00'],
])('%j is %s by the clock of the lock', (text, expected) => {
  expect(formatTime(when(text), MAPLE)).toBe(expected);
});

test.each([
  ['friday', 'Sat 2026-12-05 00:00'],
  ['today', 'Wed 2026-12-02 00:00'],
  ['tuesday', 'Wed 2026-12-09 00:00'],
  ['2026-12-31', 'Fri 2027-01-01 00:00'],
  ['friday 12:00', 'Fri 2026-12-04 12:00'],
])('until %j is until %s: a day alone is included', (text, expected) => {
  expect(formatTime(parseWhen(text, { name: '--until', now: NOW, zone: MAPLE, isEnd: true }), MAPLE)).toBe(
    expected,
  );
});

test('until a day of the week is until the same day, if it begins on that day in the future', () => {
  const friday = Date.UTC(2026, 11, 4, 14);
  const context = { name: '--until', now: NOW, after: friday, zone: MAPLE, isEnd: true };
  expect(formatTime(parseWhen('friday', context), MAPLE)).toBe('Sat 2026-12-05 00:00');
});

test.each(['2026-02-29', '2026-11-31'])('the calendar has no %s to end with', (text) => {
  expect(() => parseWhen(text, { name: '--until', now: NOW, zone: MAPLE, isEnd: true })).toThrow(
    'the calendar has no',
  );
});

test.each([
  '',
  'soon',
  '9',
  '25:00',
  '9:60',
  '13pm',
  '0am',
  'in days',
  'in -1 day',
  'someday 9:00',
  '1.12.2026',
  'may 5',
  '2026-1',
])('%j is no time', (text) => {
  expect(() => when(text)).toThrow('is no time. Say a time like');
});

test.each(['2026-02-29', '2026-04-31T10:00', '2026-00-10', '2026-12-01T24:00'])(
  'the calendar has no %s',
  (text) => {
    expect(() => when(text)).toThrow('the calendar has no');
  },
);

test('daylight saving time moves a time of day with the zone', () => {
  const berlin = 'Europe/Berlin';
  const before = Date.UTC(2026, 2, 28, 12);
  expect(when('sunday 9:00', berlin, before)).toBe(Date.UTC(2026, 2, 29, 7));
  expect(when('saturday 13:30', berlin, before)).toBe(Date.UTC(2026, 2, 28, 12, 30));
  // At 2:00 the clocks went to 3:00: 2:30 does not exist.
  expect(formatTime(when('2026-03-29T02:30', berlin, before), berlin)).toBe('Sun 2026-03-29 03:30');
  // At 3:00 they go back to 2:00: the first 2:30 counts, or the second, but it is 2:30.
  const autumn = Date.UTC(2026, 9, 24, 12);
  expect(formatTime(when('2026-10-25T02:30', berlin, autumn), berlin)).toBe('Sun 2026-10-25 02:30');
});

test.each([
  ['3 hours', 3 * HOUR],
  ['2d', 48 * HOUR],
  ['90 min', 1.5 * HOUR],
  ['a week', 168 * HOUR],
])('%j is a length of time', (text, expected) => {
  expect(parseSpan(text, '--for')).toBe(expected);
});

test.each(['', '3', 'hours', '0 h', '-2 days', '99999 weeks', '2 moons'])(
  '%j is no length of time',
  (text) => {
    expect(() => parseSpan(text, '--for')).toThrow('is no length of time');
  },
);
