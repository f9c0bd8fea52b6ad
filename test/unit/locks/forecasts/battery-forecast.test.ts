import { type BatteryLevel, type LockState, stateOf } from '../../../../functions/locks/account-state.ts';
import { forecastBattery } from '../../../../functions/locks/forecasts/battery-forecast.ts';
import { withBattery } from '../../../../functions/locks/forecasts/battery-level.ts';

const DAY = 24 * 3_600_000;
const START = Date.UTC(2026, 4, 1);
const EMPTY = stateOf({ locks: {}, challenge: { failures: [], lockouts: 0 } }, 'x');

/** The battery after readings: [day, percent]. */
function read(...readings: readonly (readonly [number, number])[]): BatteryLevel {
  const after = readings.reduce<LockState>(
    (state, [day, percent]) => withBattery(state, percent, START + day * DAY),
    EMPTY,
  );
  if (after.battery === undefined) throw new Error('no reading');
  return after.battery;
}

/** Readings once a day of a battery that falls by a point every `daysPerPoint` days. */
const falling = (from: number, days: number, daysPerPoint: number) =>
  Array.from({ length: days + 1 }, (_, day) => [day, from - Math.floor(day / daysPerPoint)] as const);

const forecast = (battery: BatteryLevel, day: number) => forecastBattery(battery, START + day * DAY);

describe('the forecast of a battery', () => {
  test.each<[string, readonly (readonly [number, number])[]]>([
    ['one reading', [[0, 80]]],
    ['a battery that did not fall', falling(80, 60, 1000)],
    ['three points', falling(80, 9, 3)],
    [
      'a fall within two days',
      [
        [0, 80],
        [1, 70],
        [2, 60],
      ],
    ],
    ['a low battery', falling(40, 60, 3)],
    [
      'a course that fits no rate',
      [
        [0, 99],
        [30, 97],
        [60, 95],
        [90, 93],
        [91, 70],
        [92, 50],
        [93, 45],
      ],
    ],
  ])('does not guess from %s', (_, readings) => {
    expect(forecast(read(...readings), readings.at(-1)?.[0] ?? 0)).toBeUndefined();
  });

  test.each([
    [80, 30, 2, 90],
    [100, 90, 3, 150],
    [60, 40, 1.5, 21],
    [45, 60, 4, 40],
  ])(
    'of a steady fall has the true day in its range (from %i, %i days, %d days a point)',
    (from, days, each, true_) => {
      const range = forecast(read(...falling(from, days, each)), days);
      expect(range?.minDays).toBeLessThanOrEqual(true_);
      expect(range?.maxDays).toBeGreaterThanOrEqual(true_);
      expect(range?.maxDays).toBeLessThan(true_ * 1.5);
    },
  );

  test('counts from now, not from the last reading', () => {
    const battery = read(...falling(80, 30, 2));
    const [then, later] = [forecast(battery, 30), forecast(battery, 40)];
    expect((then?.minDays ?? 0) - (later?.minDays ?? 0)).toBe(10);
    expect(forecast(battery, 1000)).toEqual({ minDays: 0, maxDays: 0 });
  });

  test('begins anew with new batteries', () => {
    const before = falling(50, 20, 2);
    const replaced = read(...before, [21, 100]);
    expect(replaced.steps).toEqual([{ percent: 100, at: START + 21 * DAY }]);
    expect(forecast(replaced, 21)).toBeUndefined();
    const after = read(
      ...before,
      ...falling(100, 30, 3).map(([day, percent]) => [day + 21, percent] as const),
    );
    expect(forecast(after, 51)?.minDays).toBeGreaterThan(150);
  });

  test('is not disturbed by a level that wavers, or recovers after a cold night', () => {
    const wavering = falling(80, 30, 2).map(
      ([day, percent]) => [day, percent + (day % 3 === 0 ? 1 : 0)] as const,
    );
    expect(read(...wavering, [31, 75]).steps?.map(({ percent }) => percent)).toEqual(
      read(...wavering).steps?.map(({ percent }) => percent),
    );
    expect(forecast(read(...wavering), 30)?.maxDays).toBeLessThan(140);
  });

  test('is not made from times ahead of the clock', () => {
    expect(forecast(read(...falling(80, 30, 2)), 20)).toBeUndefined();
  });
});

describe('the steps of a battery', () => {
  test('keep the first and the newest, falling, however long it lasts', () => {
    const { steps = [] } = read(...falling(100, 300, 4));
    expect(steps).toHaveLength(8);
    expect(steps[0]).toEqual({ percent: 100, at: START });
    expect(steps.slice(1).every(({ percent }, index) => percent < (steps[index]?.percent ?? 0))).toBe(true);
    expect(steps.at(-1)?.percent).toBeLessThanOrEqual(27);
  });

  test('begin with the level of a document of before they were stored', () => {
    const old: LockState = { ...EMPTY, battery: { percent: 90, learnedAt: START } };
    expect(withBattery(old, 85, START + DAY).battery?.steps).toEqual([
      { percent: 90, at: START },
      { percent: 85, at: START + DAY },
    ]);
  });

  test('cost no write of their own: an unchanged level within a day changes nothing', () => {
    const state = withBattery(EMPTY, 80, START);
    expect(withBattery(state, 80, START + DAY - 1)).toBe(state);
    expect(withBattery(state, 80, START + DAY).battery?.steps).toEqual(state.battery?.steps);
  });
});
