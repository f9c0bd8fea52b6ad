import type { AccountState, LockState } from '../../../functions/locks/account-state.ts';
import { applyEvents } from '../../../functions/locks/apply-events.ts';
import {
  coveredByWebhooks,
  coveredByWebhooksToday,
  isActive,
  withActivity,
} from '../../../functions/locks/webhook-coverage.ts';

const now = 1_800_000_000_000;
const DAY = 24 * 3_600_000;

test('a webhook event that the records have covers the lock; a missed event ends the coverage', () => {
  const snapshot = { bolt: 'locked', jammed: false, online: true, source: 'records' } as const;
  const lock: LockState = {
    commands: [],
    snapshot: { ...snapshot, happenedAt: now - 60_000, learnedAt: now - 60_000 },
  };
  const event = {
    lockId: '1',
    effect: 'locked',
    happenedAt: now - 2000,
    receivedAt: now - 1000,
    type: 4,
  } as const;
  const relock = { autoLockSeconds: 0, passageMode: false };
  const opened = { ...event, effect: 'unlocked' } as const;
  const { state: claimed } = applyEvents(lock, [event], { relock, now });
  expect(claimed.webhookEventAt).toBeUndefined();
  const { state: covered } = applyEvents(lock, [opened], { relock, now, records: [opened] });
  const states = { locks: {}, challenge: { failures: [], lockouts: 0 }, webhookAt: now };
  expect(coveredByWebhooks(states, lock, now)).toBe(false);
  expect(coveredByWebhooks(states, covered, now + 6 * DAY)).toBe(true);
  expect(coveredByWebhooksToday(states, covered, now + 2 * DAY)).toBe(false);
  expect(coveredByWebhooks(states, covered, now + 8 * DAY)).toBe(false);
  expect(coveredByWebhooks(states, { ...covered, missedEventAt: now }, now)).toBe(false);
});

describe('activity', () => {
  const HOUR = 3_600_000;
  const noon = Date.UTC(2026, 5, 10, 12);
  const polled = (more: Partial<AccountState> = {}): AccountState => ({
    ...{ locks: { '1': { commands: [] } }, challenge: { failures: [], lockouts: 0 } },
    ...{ pollDueAt: noon + 5 * HOUR, polling: { polledAt: noon - HOUR, listedAt: 0, intervalMs: 6 * HOUR } },
    ...more,
  });

  test.each([
    ['since midnight', noon, noon - 12 * HOUR, true],
    ['before midnight', noon, noon - 12 * HOUR - 1, false],
    ['within six hours, across midnight', noon - 11 * HOUR, noon - 17 * HOUR, true],
    ['more than six hours ago, across midnight', noon - 11 * HOUR, noon - 17 * HOUR - 1, false],
    ['never', noon, undefined, false],
  ])('%s makes a lock active or not', (_when, at, activeAt, expected) => {
    expect(isActive(activeAt === undefined ? {} : { activeAt }, at)).toBe(expected);
  });

  test('brings the account forward, and keeps the time of its next poll', () => {
    const states = withActivity(polled(), ['1'], noon);
    expect(states.locks['1']?.activeAt).toBe(noon);
    expect(states.pollDueAt).toBe(noon + 150_000);
    expect(states.polling?.dueAt).toBe(noon + 5 * HOUR);
  });

  test.each([
    [
      'of a lock that was active already',
      polled({ locks: { '1': { commands: [], activeAt: noon - HOUR } } }),
    ],
    [
      'of a lock whose webhooks arrive',
      polled({ locks: { '1': { commands: [], webhookEventAt: noon } }, webhookAt: noon }),
    ],
    ['of an account that is due sooner', polled({ pollDueAt: noon + 1000 })],
  ])('%s leaves the time at which the account is due', (_of, before) => {
    const states = withActivity(before, ['1'], noon);
    expect(states.pollDueAt).toBe(before.pollDueAt);
    expect(states.locks['1']?.activeAt).toBe(noon);
  });

  test('within ten minutes of the last changes nothing', () => {
    const states = withActivity(polled(), ['1'], noon);
    expect(withActivity(states, ['1'], noon + 9 * 60_000)).toBe(states);
  });

  test('does not start the polls of an account that has none', () => {
    const { pollDueAt: _, polling: __, ...unpolled } = polled();
    expect(withActivity(unpolled, ['1'], noon)).not.toHaveProperty('pollDueAt');
  });
});
