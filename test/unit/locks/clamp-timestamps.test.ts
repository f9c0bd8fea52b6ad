import {
  type AccountState,
  EMPTY_ACCOUNT_STATE,
  type LockState,
  type Snapshot,
} from '../../../functions/locks/account-state.ts';
import { applyReading } from '../../../functions/locks/apply-reading.ts';
import { applyRecords } from '../../../functions/locks/apply-records.ts';
import { clampFutureTimestamps } from '../../../functions/locks/clamp-timestamps.ts';
import { isUncertain, unresolvedCommand } from '../../../functions/locks/known-state.ts';

const now = 1_800_000_000_000;
const HOUR = 3_600_000;
/** Later than normal clock skew. */
const ahead = (ms: number) => now + 5_000 + ms;
const never = { autoLockSeconds: 0, passageMode: false };
const snapshot = (at: number, more: Partial<Snapshot> = {}): Snapshot => ({
  ...{ bolt: 'locked', jammed: false, online: true, source: 'gateway' },
  ...{ happenedAt: at, learnedAt: at },
  ...more,
});
const of = (lock: LockState): AccountState => ({ ...EMPTY_ACCOUNT_STATE, locks: { '1': lock } });
const clamped = (lock: LockState): LockState =>
  clampFutureTimestamps(of(lock), now).locks['1'] ?? { commands: [] };
const mark = (at: number, action: 'lock' | 'unlock' = 'unlock') => ({ key: `${action}-${at}`, action, at });

test('a state without future timestamps is returned as it is', () => {
  const states: AccountState = {
    ...of({
      commands: [mark(now)],
      snapshot: snapshot(now),
      battery: { percent: 50, learnedAt: now },
      ...{ uncertainSince: now, webhookEventAt: now, missedEventAt: now, askedAt: now },
    }),
    pollDueAt: now + HOUR,
    polling: { polledAt: now, listedAt: now, intervalMs: HOUR },
    webhookAt: now,
    google: { syncedAt: now, unlinkedAt: now, auditedAt: now },
  };
  expect(clampFutureTimestamps(states, now)).toBe(states);
});

test('a timestamp within clock skew becomes now, so its snapshot stays fresh', () => {
  const lock = {
    commands: [mark(now + 30)],
    snapshot: snapshot(now + 40),
    uncertainSince: now + 1500,
    askedAt: now - 1,
  };
  expect(clamped(lock)).toEqual({
    ...{ commands: [mark(now + 30)].map((each) => ({ ...each, at: now })), snapshot: snapshot(now) },
    ...{ uncertainSince: now, askedAt: now - 1 },
  });
});

test('no timestamp of a lock is later than now, and clamping twice changes nothing', () => {
  const future = now + HOUR;
  const states = of({
    commands: [mark(now - 2 * HOUR), mark(future)],
    snapshot: snapshot(future + 1),
    battery: { percent: 50, learnedAt: future + 2 },
    door: {
      isOpen: true,
      since: future + 7,
      learnedAt: future + 8,
      leftOpenAt: future + 9,
      source: 'records',
    },
    ...{
      uncertainSince: future + 3,
      webhookEventAt: future + 4,
      missedEventAt: future + 5,
      askedAt: future + 6,
    },
  });
  const once = clampFutureTimestamps(states, now);
  expect(clampFutureTimestamps(once, now)).toBe(once);
  expect(once.locks['1']?.commands[0]).toEqual(mark(now - 2 * HOUR));
});

test('a door that was opened in the future was opened just before, in the order of its times', () => {
  const door = { isOpen: true, source: 'webhook' } as const;
  const { since, learnedAt, leftOpenAt } =
    clamped({ commands: [], door: { ...door, since: ahead(1), learnedAt: ahead(2), leftOpenAt: ahead(3) } })
      .door ?? {};
  expect(since).toBeLessThan(learnedAt ?? 0);
  expect(learnedAt).toBeLessThan(leftOpenAt ?? 0);
  expect(leftOpenAt).toBeLessThanOrEqual(now);
});

test('a lock without future timestamps keeps them beside one that has some', () => {
  const states = {
    ...EMPTY_ACCOUNT_STATE,
    locks: { '1': { commands: [mark(ahead(1))] }, '2': { commands: [mark(now)] } },
  };
  expect(clampFutureTimestamps(states, now).locks['2']).toBe(states.locks['2']);
});

test('a reading or event of now replaces a snapshot from the future', () => {
  const before = clamped({ commands: [], snapshot: snapshot(now + HOUR) });
  const read = applyReading(before, { begunAt: now - 500, endedAt: now, gateway: 'unlocked' }, never);
  expect(read.snapshot?.bolt).toBe('unlocked');
  const record = { effect: 'unlocked', happenedAt: now - 3000, receivedAt: now - 2000, type: 1 } as const;
  const after = applyRecords(before, [record], { source: 'webhook', relock: never, now });
  expect(after.snapshot?.bolt).toBe('unlocked');
});

test('an old record does not replace a snapshot from the future', () => {
  const before = clamped({ commands: [], snapshot: snapshot(now + HOUR) });
  const record = { effect: 'unlocked', happenedAt: now - HOUR, receivedAt: now - HOUR, type: 1 } as const;
  expect(applyRecords(before, [record], { source: 'records', relock: never, now })).toBe(before);
});

test.each([
  [ahead(1), ahead(2), true],
  [now - 1, ahead(1), true],
  [ahead(2), ahead(1), false],
  [ahead(1), now - 1, false],
])(
  'a snapshot of %i and an uncertain event of %i keep their order',
  (happenedAt, uncertainSince, uncertain) => {
    expect(isUncertain(clamped({ commands: [], snapshot: snapshot(happenedAt), uncertainSince }))).toBe(
      uncertain,
    );
  },
);

test.each([
  [ahead(1), ahead(2), true],
  [now - 1, ahead(1), true],
  [ahead(2), ahead(1), false],
  [ahead(1), now - 1, false],
])('a snapshot of %i and a command of %i keep their order', (happenedAt, at, unresolved) => {
  const state = clamped({ commands: [mark(at)], snapshot: snapshot(happenedAt) });
  expect(unresolvedCommand(state) !== undefined).toBe(unresolved);
});

test('a snapshot learned in the future is stale', () => {
  const learnedAt = clamped({ commands: [], snapshot: snapshot(ahead(1)) }).snapshot?.learnedAt ?? now;
  expect(now - learnedAt).toBeGreaterThan(HOUR);
  const other = clamped({ commands: [mark(ahead(1))], snapshot: snapshot(now - 1000) });
  expect(other.snapshot?.learnedAt).toBe(now - 1000);
});

test('an account polled in the future keeps its interval to the next poll', () => {
  const future = now + 365 * 24 * HOUR;
  const polling = { polledAt: future, listedAt: future, intervalMs: HOUR };
  const states = clampFutureTimestamps(
    { ...EMPTY_ACCOUNT_STATE, polling, pollDueAt: future + HOUR, webhookAt: future },
    now,
  );
  expect(states.pollDueAt).toBeLessThanOrEqual(now + HOUR);
  expect(states.polling?.polledAt).toBeLessThan(now);
  expect(states.polling?.listedAt).toBeLessThan(now);
  expect(states.webhookAt).toBeLessThan(now);
});

test('future timestamps of SYNC and unlinking move to the past', () => {
  const google = { syncedAt: ahead(1), unlinkedAt: ahead(2), devices: ['1'] };
  const clampedGoogle = clampFutureTimestamps({ ...EMPTY_ACCOUNT_STATE, google }, now).google;
  expect(clampedGoogle?.syncedAt).toBeLessThan(now);
  expect(clampedGoogle?.unlinkedAt).toBeLessThan(now);
  expect(clampedGoogle?.devices).toEqual(['1']);
});
