import { type AccountState, EMPTY_ACCOUNT_STATE } from '../../../functions/locks/account-state.ts';
import { planLook, withFruitfulLook, withLook } from '../../../functions/tracking/webhooks/webhook-looks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 4, 10);
const planAt = (states: AccountState, now: number, monthlyCalls = 8000) =>
  planLook(states, '1', 'event', { since: now, now, monthlyCalls });

/** The times of the looks, in ms from the start, if a webhook comes every second. */
function looksOf(hours: number, monthlyCalls?: number): number[] {
  let states = EMPTY_ACCOUNT_STATE;
  const times = new Set<number>();
  for (let now = START; now < START + hours * HOUR; now += 1000) {
    const planned = planAt(states, now, monthlyCalls);
    times.add(planned.at - START);
    states = withLook(states, '1', 'event', planned);
  }
  return [...times];
}

test('looks that find nothing new become rarer, down to twice an hour', () => {
  const [first, second, third] = looksOf(1);
  expect([first, second, third]).toEqual([0, 10_000, 40_000]);
  expect(looksOf(1).length).toBeLessThanOrEqual(9);
  expect(looksOf(10).length).toBeLessThanOrEqual(28);
});

test('looks become rarer still where the calls of the month would not last', () => {
  expect(looksOf(10, 100).length).toBeLessThanOrEqual(7);
});

test('what comes before a planned look shares it', () => {
  let states = withLook(EMPTY_ACCOUNT_STATE, '1', 'event', planAt(EMPTY_ACCOUNT_STATE, START));
  const planned = planAt(states, START + 3000);
  expect(planned).toMatchObject({ at: START + 10_000, since: START + 3000, isNow: false });
  states = withLook(states, '1', 'event', planned);
  expect(planAt(states, START + 9000)).toMatchObject({
    at: START + 10_000,
    since: START + 3000,
    isNow: false,
  });
});

test('a look from before the clock was set back delays none', () => {
  const states = withLook(EMPTY_ACCOUNT_STATE, '1', 'event', planAt(EMPTY_ACCOUNT_STATE, START));
  const waiting = withLook(states, '1', 'event', planAt(states, START + 3000));
  expect(planAt(waiting, START - HOUR)).toMatchObject({ at: START - HOUR, count: 1, isNow: true });
});

test('a look that finds something new ends the pauses, one that finds the same does not', () => {
  const at = (bolt: 'locked' | 'unlocked', happenedAt: number): AccountState => ({
    ...EMPTY_ACCOUNT_STATE,
    locks: {
      '1': {
        commands: [],
        snapshot: { bolt, jammed: false, online: true, source: 'gateway', happenedAt, learnedAt: happenedAt },
      },
    },
  });
  const before = withLook(at('locked', START), '1', 'event', planAt(EMPTY_ACCOUNT_STATE, START));
  const after = (states: AccountState): AccountState => ({
    ...states,
    locks: { '1': { ...before.locks['1'], commands: [], ...states.locks['1'] } },
  });
  expect(
    withFruitfulLook(before, after(at('locked', START + 1)), '1').locks['1']?.webhookLooks,
  ).toBeDefined();
  expect(
    withFruitfulLook(before, after(at('unlocked', START + 1)), '1').locks['1']?.webhookLooks,
  ).toBeUndefined();
});
