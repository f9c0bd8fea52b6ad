import type { LockState } from '../../../functions/locks/account-state.ts';
import { applyEvents } from '../../../functions/locks/apply-events.ts';
import { coveredByWebhooks, coveredByWebhooksToday } from '../../../functions/locks/webhook-coverage.ts';

const now = 1_800_000_000_000;
const DAY = 24 * 3_600_000;

test('a webhook event of a movement covers the lock; a missed event ends the coverage', () => {
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
  const { state: covered } = applyEvents(lock, [event], { relock, now });
  const states = { locks: {}, challenge: { failures: [], lockouts: 0 }, webhookAt: now };
  expect(coveredByWebhooks(states, lock, now)).toBe(false);
  expect(coveredByWebhooks(states, covered, now + 6 * DAY)).toBe(true);
  expect(coveredByWebhooksToday(states, covered, now + 2 * DAY)).toBe(false);
  expect(coveredByWebhooks(states, covered, now + 8 * DAY)).toBe(false);
  expect(coveredByWebhooks(states, { ...covered, missedEventAt: now }, now)).toBe(false);
});
