import {
  findZone,
  instantOf,
  isTimeZone,
  localOf,
  nextOffsetChange,
  zoneOfOffset,
} from '../../../functions/schedules/zoned-time.ts';

describe('times of a zone', () => {
  test('keep one formatter of a zone, in whatever case people type its name', () => {
    const built = jest.spyOn(Intl, 'DateTimeFormat');
    const name = 'America/Argentina/ComodRivadavia';
    for (let spelling = 0; spelling < 300; spelling++) {
      const typed = [...name].map((letter, place) =>
        (spelling >> (place % 9)) & 1 ? letter.toUpperCase() : letter,
      );
      expect(findZone(typed.join(''))).toBeDefined();
    }
    expect(built.mock.calls.length).toBeLessThanOrEqual(1);
    built.mockRestore();
  });

  test.each([
    ['2026-07-01T12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['2026-12-01T12:00', 'Europe/Berlin', '2026-12-01T11:00:00.000Z'],
    ['2026-12-01 09:30', 'America/New_York', '2026-12-01T14:30:00.000Z'],
    ['2026-12-01T09:30', '+05:30', '2026-12-01T04:00:00.000Z'],
    ['2026-01-01T00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    ['2026-06-15T08:00', 'Australia/Lord_Howe', '2026-06-14T21:30:00.000Z'],
  ])('%s in %s is %s', (local, zone, expected) => {
    const at = instantOf(local, zone) ?? Number.NaN;
    expect(new Date(at).toISOString()).toBe(expected);
    expect(localOf(at, zone)).toBe(local.replace(' ', 'T'));
  });

  test('an hour that the clocks skip moves on by what they skip', () => {
    const at = instantOf('2026-03-29T02:30', 'Europe/Berlin') ?? 0;
    expect(localOf(at, 'Europe/Berlin')).toBe('2026-03-29T03:30');
    expect(instantOf('2026-03-29T02:30', 'Europe/Berlin', { late: true })).toBe(at);
  });

  test('an hour that the clocks show twice is the first, and the second where nobody may be shut out early', () => {
    const first = instantOf('2026-10-25T02:30', 'Europe/Berlin') ?? 0;
    const second = instantOf('2026-10-25T02:30', 'Europe/Berlin', { late: true }) ?? 0;
    expect(new Date(first).toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(second - first).toBe(3_600_000);
  });

  test.each(['2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T24:00', '2026-01-01T10:60', 'soon', ''])(
    '"%s" is no time',
    (local) => {
      expect(instantOf(local, 'UTC')).toBeUndefined();
    },
  );

  test.each([
    [7_200_000, '+02:00'],
    [-18_000_000, '-05:00'],
    [19_800_000, '+05:30'],
    [0, '+00:00'],
  ])('an offset of %d ms is the zone %s', (offset, zone) => {
    expect(zoneOfOffset(offset)).toBe(zone);
    expect(isTimeZone(zone)).toBe(true);
    expect(instantOf('2026-07-01T12:00', zone)).toBe(Date.UTC(2026, 6, 1, 12) - offset);
  });

  test('a name that this machine does not know is no zone', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', '', '+99:00'].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    [' europe/berlin ', 'Europe/Berlin'],
    ['berlin', 'Europe/Berlin'],
    ['New York', 'America/New_York'],
    ['new_york', 'America/New_York'],
    ['Asia/Kathmandu', 'Asia/Kathmandu'],
    ['Asia/Katmandu', 'Asia/Katmandu'],
    ['kathmandu', 'Asia/Kathmandu'],
    ['utc', 'UTC'],
    ['+05:45', '+05:45'],
    ['+99:00', undefined],
    ['Mars/Olympus', undefined],
    ['Atlantis', undefined],
    ['', undefined],
    ['x'.repeat(100), undefined],
  ])('"%s" means the zone %s', (text, zone) => {
    expect(findZone(text)).toBe(zone);
  });
});

test.each([
  ['Europe/Berlin', '2027-01-01T00:00Z', '2027-03-28T01:00Z'],
  ['Europe/Berlin', '2027-03-28T01:00Z', '2027-10-31T01:00Z'],
  ['America/New_York', '2027-10-31T00:00Z', '2027-11-07T06:00Z'],
  ['Australia/Sydney', '2027-06-01T00:00Z', '2027-10-02T16:00Z'],
  ['Australia/Lord_Howe', '2027-01-01T00:00Z', '2027-04-03T15:00Z'],
])('the clocks of %s change next after %s at %s', (zone, after, change) => {
  expect(nextOffsetChange(Date.parse(after), zone)).toBe(Date.parse(change));
});

test.each(['Asia/Kolkata', 'America/Phoenix', '+02:00', 'UTC'])('the clocks of %s never change', (zone) => {
  expect(nextOffsetChange(Date.parse('2027-01-01T00:00Z'), zone)).toBeUndefined();
});
