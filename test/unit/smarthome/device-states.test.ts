import type { BatteryLevel, Snapshot } from '../../../functions/locks/account-state.ts';
import { deviceStates, withException } from '../../../functions/smarthome/device-states.ts';

const snapshot = (more: Partial<Snapshot>): Snapshot => ({
  ...{ bolt: 'locked', jammed: false, online: true, source: 'gateway', happenedAt: 0, learnedAt: 0 },
  ...more,
});
const battery = (percent: number): BatteryLevel => ({ percent, learnedAt: 0 });

test.each([
  [{ bolt: 'locked' }, { online: true, isLocked: true, isJammed: false }],
  [{ bolt: 'unlocked' }, { online: true, isLocked: false, isJammed: false }],
  [{ bolt: 'unknown' }, { online: true }],
  [
    { bolt: 'unknown', jammed: true },
    { online: true, isJammed: true },
  ],
  [
    { bolt: 'locked', jammed: true },
    { online: true, isJammed: true },
  ],
  [{ bolt: 'locked', online: false }, { online: false }],
] as const)('a lock that is %j has the states %j', (known, states) => {
  expect(deviceStates(snapshot(known), undefined)).toEqual(states);
});

test.each([
  [0, 'CRITICALLY_LOW'],
  [10, 'CRITICALLY_LOW'],
  [11, 'LOW'],
  [40, 'LOW'],
  [41, 'MEDIUM'],
  [75, 'MEDIUM'],
  [76, 'HIGH'],
  [99, 'HIGH'],
  [100, 'FULL'],
])('a battery of %d %% is %s', (percent, word) => {
  expect(deviceStates(snapshot({}), battery(percent))).toMatchObject({
    descriptiveCapacityRemaining: word,
    capacityRemaining: [{ rawValue: percent, unit: 'PERCENTAGE' }],
  });
});

test('a low battery adds a warning beside the states, and none to reports', () => {
  const states = deviceStates(snapshot({}), battery(20));
  expect(states).not.toHaveProperty('exceptionCode');
  expect(withException(states, battery(20))).toEqual({ ...states, exceptionCode: 'lowBattery' });
  expect(withException(states, battery(21))).toBe(states);
  expect(withException(states, undefined)).toBe(states);
});
