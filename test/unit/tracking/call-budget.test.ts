import {
  CallMeter,
  callsInMonth,
  monthBounds,
  monthOf,
  withCalls,
} from '../../../functions/locks/call-usage.ts';
import { affordableIntervalMs, budgetGrade } from '../../../functions/tracking/call-budget.ts';
import { type PollOutcome, pollIntervalMs } from '../../../functions/tracking/poll-interval.ts';

const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('the count of calls', () => {
  test('begins anew with each month of UTC', () => {
    const last = Date.UTC(2026, 0, 31, 23, 59, 59, 999);
    const usage = withCalls(withCalls(undefined, 3, last), 4, last);
    expect(usage).toEqual({ month: '2026-01', calls: 7 });
    expect(callsInMonth(usage, last + 1)).toBe(0);
    expect(withCalls(usage, 2, last + 1)).toEqual({ month: '2026-02', calls: 2 });
  });

  test('knows months of every length', () => {
    const february = monthBounds(Date.UTC(2028, 1, 10));
    expect(february.end - february.start).toBe(29 * DAY);
    expect(monthBounds(Date.UTC(2026, 11, 31)).end).toBe(Date.UTC(2027, 0));
    expect(monthOf(Date.UTC(2026, 8, 30, 23))).toBe('2026-09');
  });

  test('keeps what came in while the rest was being written down', () => {
    const meter = new CallMeter();
    for (let call = 0; call < 5; call++) meter.count('a');
    const writing = meter.pending('a');
    meter.count('a');
    meter.settle('a', writing);
    expect(meter.pending('a')).toBe(1);
    meter.settle('a', 1);
    expect(meter.pending('a')).toBe(0);
  });
});

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

  test('of a new month is free whatever the last one cost', () => {
    expect(budgetGrade({ month: '2026-05', calls: 9000 }, 8000, at(1))).toBe('free');
  });
});

describe('the interval that the calls allow', () => {
  test('spreads what is left over what is left of the month', () => {
    const now = Date.UTC(2026, 5, 21);
    const used = { month: '2026-06', calls: 8000 * 0.95 - 240 };
    expect(affordableIntervalMs(used, 8000, 1, now)).toBeCloseTo(HOUR, -2);
    expect(affordableIntervalMs(used, 8000, 4, now)).toBeCloseTo(4 * HOUR, -2);
  });

  test('is the rest of the month when nothing is left', () => {
    const now = Date.UTC(2026, 5, 21);
    expect(affordableIntervalMs({ month: '2026-06', calls: 8000 }, 8000, 1, now)).toBe(10 * DAY);
  });

  test.each([1, 3, 11])('never lets polls of cost %d spend more than there is in a month', (cost) => {
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

describe('the interval between polls', () => {
  const quiet: PollOutcome = {
    trouble: 'none',
    eventDriven: false,
    changed: false,
    previousMs: 20 * MINUTE,
    affordableMs: 0,
    range: { shortest: 10 * MINUTE, longest: 360 * MINUTE },
  };
  test.each<[string, Partial<PollOutcome>, number]>([
    ['at first is the shortest', { previousMs: undefined }, 10],
    ['drifts while nothing happens', {}, 25],
    ['drifts no further than the longest', { previousMs: 350 * MINUTE }, 360],
    ['is the shortest after a surprise', { changed: true, previousMs: 300 * MINUTE }, 10],
    ['is the longest where events come by themselves', { eventDriven: true }, 360],
    ['is what the calls allow, when that is longer', { affordableMs: 90 * MINUTE }, 90],
    [
      'is beyond the longest when the calls are used up',
      { affordableMs: 900 * MINUTE, eventDriven: true },
      900,
    ],
    ['is an hour when the plan says no', { trouble: 'plan', affordableMs: 900 * MINUTE }, 60],
    ['doubles while the cloud is out of order', { trouble: 'cloud' }, 40],
    ['doubles up to an hour', { trouble: 'cloud', previousMs: 50 * MINUTE }, 60],
  ])('%s', (_what, outcome, minutes) => {
    expect(pollIntervalMs({ ...quiet, ...outcome })).toBe(minutes * MINUTE);
  });
});
