import {
  CallMeter,
  callsInMonth,
  monthBounds,
  monthOf,
  withCalls,
} from '../../../functions/locks/call-usage.ts';

const DAY = 24 * 3_600_000;

describe('the count of calls', () => {
  test('starts at zero in each UTC month', () => {
    const last = Date.UTC(2026, 0, 31, 23, 59, 59, 999);
    const usage = withCalls(withCalls(undefined, 3, last), 4, last);
    expect(usage).toEqual({ month: '2026-01', calls: 7 });
    expect(callsInMonth(usage, last + 1)).toBe(0);
    expect(withCalls(usage, 2, last + 1)).toEqual({ month: '2026-02', calls: 2 });
  });

  test('has bounds for months of every length', () => {
    const february = monthBounds(Date.UTC(2028, 1, 10));
    expect(february.end - february.start).toBe(29 * DAY);
    expect(monthBounds(Date.UTC(2026, 11, 31)).end).toBe(Date.UTC(2027, 0));
    expect(monthOf(Date.UTC(2026, 8, 30, 23))).toBe('2026-09');
  });

  test('keeps calls that were made while the others were being stored', () => {
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
