import { forecastCalls } from '../../../../functions/locks/forecasts/call-forecast.ts';

const day = (date: number, hour = 0) => Date.UTC(2026, 4, date, hour);
const LONG_AGO = Date.UTC(2025, 0);
const used = (calls: number, month = '2026-05') => ({ month, calls });

describe('the forecast of calls', () => {
  test.each([
    ['half of them on the 9th', used(4000), LONG_AGO, day(9), { kind: 'until', at: day(17) }],
    ['a third of them on the 11th', used(2667), LONG_AGO, day(11), { kind: 'until', at: expect.any(Number) }],
    ['a quarter of them at the middle', used(2000), LONG_AGO, day(16), { kind: 'enough' }],
    ['none at all', undefined, LONG_AGO, day(20), { kind: 'enough' }],
    ['those of another month only', used(9000, '2026-04'), LONG_AGO, day(20), { kind: 'enough' }],
    ['all of them', used(8000), LONG_AGO, day(20), { kind: 'spent' }],
    ['more than all of them', used(8100), LONG_AGO, day(2), { kind: 'spent' }],
    ['hours of a month', used(500), LONG_AGO, day(1, 23), { kind: 'unknown' }],
    ['hours of an account', used(500), day(20), day(20, 12), { kind: 'unknown' }],
    ['the days of an account that is young', used(4000), day(20), day(22), { kind: 'until', at: day(24) }],
  ])('from %s', (_, usage, since, now, expected) => {
    expect(forecastCalls(usage, 8000, since, now)).toEqual(expected);
  });

  test('never names a day after the month, whose calls are others', () => {
    const forecast = forecastCalls(used(7900), 8000, LONG_AGO, day(31));
    expect(forecast).toMatchObject({ kind: 'until' });
    expect(forecastCalls(used(7700), 8000, LONG_AGO, day(31))).toEqual({ kind: 'enough' });
  });
});
