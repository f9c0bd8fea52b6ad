import { monthBounds, withCalls } from '../../../functions/locks/call-usage.ts';
import { affordableIntervalMs, budgetGrade, watchPauseMs } from '../../../functions/tracking/call-budget.ts';

const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('the grade of a budget', () => {
  const at = (day: number) => Date.UTC(2026, 5, day);
  test.each([
    [1, 0, 'free'],
    [1, 1000, 'free'],
    [1, 1300, 'thrifty'],
    [16, 5000, 'free'],
    [16, 5300, 'thrifty'],
    [30, 7999, 'free'],
    [30, 8000, 'exhausted'],
    [2, 9000, 'exhausted'],
  ])('on the %d. with %d of 8000 calls spent is %s', (day, calls, grade) => {
    expect(budgetGrade({ month: '2026-06', calls }, 8000, at(day))).toBe(grade);
  });

  test('of a new month is free, whatever the last one cost', () => {
    expect(budgetGrade({ month: '2026-05', calls: 9000 }, 8000, at(1))).toBe('free');
  });
});

describe('the interval that the remaining calls allow', () => {
  test('spreads the remaining calls over the rest of the month', () => {
    const now = Date.UTC(2026, 5, 21);
    const used = { month: '2026-06', calls: 8000 * 0.95 - 240 };
    expect(affordableIntervalMs(used, 8000, 1, now)).toBeCloseTo(HOUR, -2);
    expect(affordableIntervalMs(used, 8000, 4, now)).toBeCloseTo(4 * HOUR, -2);
  });

  test('is the rest of the month if no calls remain', () => {
    const now = Date.UTC(2026, 5, 21);
    expect(affordableIntervalMs({ month: '2026-06', calls: 8000 }, 8000, 1, now)).toBe(10 * DAY);
  });

  test.each([1, 3, 11])('keeps polls of cost %d within the calls of a month', (cost) => {
    let now = Date.UTC(2026, 5, 1);
    const { end } = monthBounds(now);
    let usage = withCalls(undefined, 0, now);
    while (now < end) {
      usage = withCalls(usage, cost, now);
      now += Math.max(10 * MINUTE, affordableIntervalMs(usage, 2000, cost, now));
    }
    expect(usage.month === '2026-06' ? usage.calls : 0).toBeLessThanOrEqual(2000);
    expect(usage.calls).toBeGreaterThan(1700);
  });
});

describe('the watch of gateways', () => {
  const begin = Date.UTC(2026, 5, 1);
  const used = (calls: number) => ({ month: '2026-06', calls });

  test.each([
    ['nothing is spent', 0, 0, 0],
    ['the month is a little ahead', 0, 399, 0],
    ['half of the month is spent at its half', 15, 3900, 0],
    ['a tenth is spent ahead', 0, 799, 30 * DAY * (0.05 / 0.9)],
    ['nearly all is spent', 20, 7600, 10 * DAY],
    ['all is spent', 29, 8000, DAY],
  ])('if %s pauses as long as its budget says', (_what, day, calls, pause) => {
    expect(watchPauseMs(used(calls), 8000, 1, begin + day * DAY)).toBeCloseTo(pause, -1);
  });

  test.each([1, 3])('of %d gateways leaves a tenth of the calls of a month to everything else', (cost) => {
    let [now, usage] = [begin, withCalls(undefined, 0, begin)];
    const { end } = monthBounds(now);
    while (now < end) {
      const pause = watchPauseMs(usage, 8000, cost, now);
      if (pause === 0) usage = withCalls(usage, cost, now);
      now += Math.max(280_000, pause);
    }
    expect(usage.calls).toBeLessThanOrEqual(7600);
    expect(usage.calls).toBeGreaterThan(7300);
  });
});
