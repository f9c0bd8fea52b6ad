import type { LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import { applyEvents, orderEvents } from '../../../functions/locks/apply-events.ts';
import { applyReading } from '../../../functions/locks/apply-reading.ts';
import { applyRecords } from '../../../functions/locks/apply-records.ts';
import { isUncertain, usableSnapshot } from '../../../functions/locks/known-state.ts';
import type { LockEvent, LockRecord } from '../../../functions/locks/lock-cloud.ts';
import { coveredByWebhooks, coveredByWebhooksToday } from '../../../functions/locks/webhook-coverage.ts';

const now = 1_800_000_000_000;
const never = { autoLockSeconds: 0, passageMode: false };
const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  ...{ bolt: 'locked', jammed: false, online: true, source: 'records' },
  ...{ happenedAt: now - 60_000, learnedAt: now - 60_000 },
  ...more,
});
const state = (more: Partial<LockState> = {}): LockState => ({ commands: [], snapshot: snapshot(), ...more });
const record = (effect: LockRecord['effect'], ago: number, more: Partial<LockRecord> = {}): LockRecord => ({
  ...{ effect, happenedAt: now - ago, receivedAt: now - ago + 1000, type: 4 },
  ...more,
});
const event = (effect: LockRecord['effect'], ago: number, more: Partial<LockEvent> = {}): LockEvent => ({
  ...record(effect, ago),
  lockId: '1',
  ...more,
});
const told = (from: LockState, ...records: LockRecord[]) =>
  applyRecords(from, records, { source: 'records', relock: never, now });

describe('records', () => {
  test('are believed by their time, not by their place', () => {
    const after = told(state(), record('unlocked', 9000), record('locked', 3000), record('unlocked', 6000));
    expect(after.snapshot).toMatchObject({ bolt: 'locked', happenedAt: now - 3000 });
  });

  test('older than what is known change nothing', () => {
    const before = state();
    expect(told(before, record('unlocked', 70_000))).toBe(before);
  });

  test('told twice change nothing the second time', () => {
    const once = told(state(), record('unlocked', 5000, { battery: 50 }));
    expect(told(once, record('unlocked', 5000, { battery: 50 }))).toBe(once);
  });

  test('of an unlock cast doubt, and no more, when the lock may have relocked since', () => {
    const relock = { autoLockSeconds: 5, passageMode: false };
    const after = applyRecords(state(), [record('unlocked', 9000)], { source: 'webhook', relock, now });
    expect(after.snapshot?.bolt).toBe('locked');
    expect(usableSnapshot(after, relock, now)).toBeUndefined();
  });

  test('of kinds that nobody knows cast doubt until something newer is known', () => {
    const doubted = told(state(), record('read', 5000));
    expect(isUncertain(doubted)).toBe(true);
    const certain = told(doubted, record('read', 5000), record('locked', 1000));
    expect(isUncertain(certain)).toBe(false);
  });

  test('verify a command', () => {
    const assumed = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'command', happenedAt: now - 5000 }),
    });
    expect(told(assumed, record('unlocked', 4000)).snapshot).toMatchObject({ source: 'records' });
  });

  test('that came in after a lock was out of reach bring it back', () => {
    const offline = state({ snapshot: snapshot({ online: false, learnedAt: now - 5000 }) });
    expect(told(offline, record('none', 9000, { receivedAt: now - 2000 })).snapshot?.online).toBe(true);
    expect(told(offline, record('none', 9000, { receivedAt: now - 8000 })).snapshot?.online).toBe(false);
  });

  test('bring the newest battery level, which an older record does not undo', () => {
    const newest = told(
      state(),
      record('none', 2000, { battery: 40 }),
      record('none', 9000, { battery: 41 }),
    );
    expect(newest.battery?.percent).toBe(40);
    expect(told(newest, record('none', 9000, { battery: 41 })).battery?.percent).toBe(40);
  });

  describe('against a reading of the lock that contradicts them', () => {
    const read = (ago: number) =>
      state({ snapshot: snapshot({ source: 'gateway', happenedAt: now - ago, learnedAt: now - ago }) });

    test('made a moment later, before they came in: the reading told the state before', () => {
      const after = told(read(5000), record('unlocked', 8000, { receivedAt: now - 1000 }));
      expect(after.snapshot).toMatchObject({ bolt: 'unlocked', happenedAt: now - 8000 });
    });

    test('made a moment later, when they were there: nobody can tell but the lock', () => {
      const after = told(read(5000), record('unlocked', 8000, { receivedAt: now - 7000 }));
      expect(isUncertain(after)).toBe(true);
    });

    test('made long after: the reading stands', () => {
      const before = read(5000);
      expect(told(before, record('unlocked', 40_000))).toBe(before);
    });
  });
});

describe('a reading of the lock', () => {
  const reading = (gateway: 'locked' | 'unlocked') => ({ gateway, begunAt: now, endedAt: now + 900 });

  test('right after an event that it contradicts tells the state before it', () => {
    const before = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'webhook', happenedAt: now - 5000 }),
    });
    expect(applyReading(before, reading('locked'), never)).toBe(before);
  });

  test('right after an unlock of a lock that relocks within seconds is believed', () => {
    const before = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'webhook', happenedAt: now - 9000 }),
    });
    const after = applyReading(before, reading('locked'), { autoLockSeconds: 5, passageMode: false });
    expect(after.snapshot).toMatchObject({ bolt: 'locked', source: 'gateway' });
    expect(after.missedEventAt).toBeUndefined();
  });

  test('of a lock that relocks, seen unlocked a moment ago because states lag, is no silent movement', () => {
    const before = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'gateway', happenedAt: now - 25_000 }),
    });
    const after = applyReading(before, reading('locked'), { autoLockSeconds: 30, passageMode: false });
    expect(after.snapshot).toMatchObject({ bolt: 'locked', source: 'gateway' });
    expect(after.missedEventAt).toBeUndefined();
  });

  test('that finds the bolt where nothing had put it marks a lock that moves without telling', () => {
    const after = applyReading(state(), reading('unlocked'), never);
    expect(after.missedEventAt).toBe(now);
  });
});

describe('pushed events', () => {
  const take = (from: LockState, events: LockEvent[], records?: LockRecord[]) =>
    applyEvents(from, events, { relock: never, now, records });

  test('are put in order, each once, none of them in the future', () => {
    const ordered = orderEvents(
      [
        event('locked', 1000),
        event('unlocked', -60_000, { receivedAt: now - 5000 }),
        event('locked', 1000),
        event('unlocked', 9000, { recordId: '7' }),
        event('unlocked', 9000, { recordId: '7' }),
      ],
      now,
    );
    expect(ordered.map(({ effect, happenedAt }) => [effect, now - happenedAt])).toEqual([
      ['unlocked', 9000],
      ['unlocked', 5000],
      ['locked', 1000],
    ]);
  });

  test('that surprise want the records first, and take the certainty away meanwhile', () => {
    const taken = take(state(), [event('unlocked', 2000)]);
    expect(taken).toMatchObject({ need: 'records', since: now - 2000 });
    expect(taken.state.snapshot?.bolt).toBe('locked');
    expect(usableSnapshot(taken.state, never, now)).toBeUndefined();
  });

  test('that the records have are believed', () => {
    const taken = take(state(), [event('unlocked', 2000)], [record('unlocked', 2000)]);
    expect(taken.need).toBe('nothing');
    expect(usableSnapshot(taken.state, never, now)?.bolt).toBe('unlocked');
  });

  test('that the records do not have want a look', () => {
    const taken = take(state(), [event('unlocked', 2000)], [record('locked', 60_000)]);
    expect(taken.need).toBe('observe');
    expect(usableSnapshot(taken.state, never, now)).toBeUndefined();
  });

  test('give way to a newer record', () => {
    const taken = take(
      state(),
      [event('unlocked', 9000)],
      [record('unlocked', 9000), record('locked', 2000)],
    );
    expect(usableSnapshot(taken.state, never, now)).toMatchObject({ bolt: 'locked', happenedAt: now - 2000 });
  });

  test('that an accepted command explains are believed at once', () => {
    const commanded = state({
      snapshot: snapshot({ bolt: 'unknown' }),
      commands: [{ key: 'k', action: 'unlock', at: now - 4000, outcome: { kind: 'accepted' } }],
    });
    expect(take(commanded, [event('unlocked', 2000)])).toMatchObject({ need: 'nothing' });
    expect(take(commanded, [event('locked', 2000)])).toMatchObject({ need: 'records' });
  });

  test('that fit what is known are believed at once', () => {
    expect(take(state(), [event('locked', 2000)])).toMatchObject({ need: 'nothing' });
  });

  test('that failed, or came late, need nothing', () => {
    expect(take(state(), [event('none', 2000)])).toMatchObject({ need: 'nothing' });
    expect(take(state(), [event('unlocked', 90_000)])).toMatchObject({ need: 'nothing' });
  });

  test('of a movement earn the lock its trust; a movement in silence loses it', () => {
    const { state: pushed } = take(state(), [event('locked', 2000)]);
    const states = { locks: {}, challenge: { failures: [], lockouts: 0 }, webhookAt: now };
    const DAY = 24 * 3_600_000;
    expect(coveredByWebhooks(states, state(), now)).toBe(false);
    expect(coveredByWebhooks(states, pushed, now + 6 * DAY)).toBe(true);
    expect(coveredByWebhooksToday(states, pushed, now + 2 * DAY)).toBe(false);
    expect(coveredByWebhooks(states, pushed, now + 8 * DAY)).toBe(false);
    expect(coveredByWebhooks(states, { ...pushed, missedEventAt: now }, now)).toBe(false);
  });

  test('that were only late clear a lock of its silence', () => {
    const silent = state({ missedEventAt: now - 3000 });
    expect(take(silent, [event('locked', 5000)]).state.missedEventAt).toBeUndefined();
    expect(take(silent, [event('locked', 1000)]).state.missedEventAt).toBe(now - 3000);
  });
});
