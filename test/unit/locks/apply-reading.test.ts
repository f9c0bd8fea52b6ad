import type { LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import { applyReading, type Reading } from '../../../functions/locks/apply-reading.ts';
import { applyRecords } from '../../../functions/locks/apply-records.ts';
import type { FailureReason } from '../../../functions/locks/cloud-failure-error.ts';
import { withMark, withOutcome } from '../../../functions/locks/commands/command-marks.ts';
import { usableSnapshot } from '../../../functions/locks/known-state.ts';
import type { BoltState, LockRecord } from '../../../functions/locks/lock-cloud.ts';

const now = 1_000_000_000;
const never = { autoLockSeconds: 0, passageMode: false };
const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  ...{ bolt: 'locked', jammed: false, online: true, source: 'gateway' },
  ...{ happenedAt: now, learnedAt: now },
  ...more,
});
const state = (more: Partial<LockState> = {}): LockState => ({ commands: [], snapshot: snapshot(), ...more });
const reading = (gateway: BoltState | FailureReason, at: number, records?: LockRecord[]): Reading => ({
  ...{ gateway, begunAt: at, endedAt: at + 100 },
  ...(records && { records }),
});
const record = (effect: LockRecord['effect'], happenedAt: number, battery?: number): LockRecord => ({
  ...{ effect, happenedAt, receivedAt: happenedAt, type: 1 },
  ...(battery !== undefined && { battery }),
});
const marked = (action: 'lock' | 'unlock', at: number, from = state()) =>
  withMark(from, { key: `${action}-${at}`, action, at });

describe('a reading', () => {
  test('does not replace an event after its start', () => {
    const newer = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'webhook', happenedAt: now + 10 }),
    });
    expect(applyReading(newer, reading('locked', now), never)).toBe(newer);
  });

  test('applied twice changes nothing the second time', () => {
    const once = applyReading(state(), reading('unlocked', now + 1), never);
    expect(applyReading(once, reading('unlocked', now + 1), never)).toBe(once);
  });

  test('during a command leaves the state unusable, unless it agrees with the command', () => {
    const sent = marked('unlock', now + 1);
    expect(
      usableSnapshot(applyReading(sent, reading('locked', now + 2), never), never, now + 3),
    ).toBeUndefined();
    expect(
      usableSnapshot(applyReading(sent, reading('unlocked', now + 2), never), never, now + 3)?.bolt,
    ).toBe('unlocked');
  });

  test('long after a command is trusted either way', () => {
    const sent = marked('unlock', now + 1);
    const after = applyReading(sent, reading('locked', now + 20_001), never);
    expect(usableSnapshot(after, never, now + 20_002)?.bolt).toBe('locked');
  });

  describe('soon after an accepted command, while a late record leaves the bolt unknown,', () => {
    const leftBy = (action: 'lock' | 'unlock') => {
      const sent = marked(action, now + 1000);
      const ended = { outcome: { kind: 'accepted' }, sentAt: now + 1000 } as const;
      const accepted = withOutcome(sent, `${action}-${now + 1000}`, ended, now + 2000);
      const effect = action === 'lock' ? 'unlocked' : 'locked';
      const late = { ...record(effect, now + 500), receivedAt: now + 3000 };
      return applyRecords(accepted, [late], { source: 'records', relock: never, now: now + 4000 });
    };

    test('is believed if it says unlocked, and marked as perhaps older than the command, however often it is made', () => {
      let read = leftBy('lock');
      for (const at of [4000, 9000, 21_000]) {
        read = applyReading(read, reading('unlocked', now + at), never);
        expect(read.snapshot).toMatchObject({ bolt: 'unlocked', mayPrecede: now + 2000 });
      }
      read = applyReading(read, reading('unlocked', now + 22_000), never);
      expect(read.snapshot).not.toHaveProperty('mayPrecede');
    });

    test('is believed without a doubt if it is what the command asked for', () => {
      const read = applyReading(leftBy('lock'), reading('locked', now + 24_000), never);
      expect(read.snapshot).toMatchObject({ bolt: 'locked', source: 'gateway' });
      expect(read.snapshot).not.toHaveProperty('mayPrecede');
    });

    test('is not believed if it says locked after an unlock', () => {
      const unlocked = leftBy('unlock');
      expect(applyReading(unlocked, reading('locked', now + 4000), never)).toBe(unlocked);
    });
  });

  test('that says locked is not believed soon after an accepted unlock, though the lock was read as unlocked since', () => {
    const sent = withOutcome(
      marked('unlock', now + 1000),
      `unlock-${now + 1000}`,
      { outcome: { kind: 'accepted' }, sentAt: now + 1000 },
      now + 1500,
    );
    const read = { ...sent, snapshot: snapshot({ bolt: 'unlocked', happenedAt: now + 5000 }) };
    expect(applyReading(read, reading('locked', now + 18_000), never)).toBe(read);
    expect(applyReading(read, reading('locked', now + 21_000), never).snapshot?.bolt).toBe('locked');
  });

  test('of a jammed lock that knows its state again ends the jam', () => {
    const jammed = state({ snapshot: snapshot({ bolt: 'unknown', jammed: true }) });
    expect(applyReading(jammed, reading('locked', now + 1), never).snapshot).toMatchObject({
      bolt: 'locked',
      jammed: false,
    });
  });

  test('of an unreachable lock keeps the bolt of the snapshot and sets it offline', () => {
    const after = applyReading(state(), reading('gateway-offline', now + 1), never);
    expect(after.snapshot).toEqual(snapshot({ online: false, learnedAt: now + 101 }));
  });

  test.each(['command', 'gateway'] as const)(
    'of an unreachable lock that ends after a %s got through is older than it',
    (source) => {
      const since = state({ snapshot: snapshot({ source, happenedAt: now + 40, learnedAt: now + 50 }) });
      expect(applyReading(since, reading('gateway-offline', now), never)).toBe(since);
      const after = applyReading(since, reading('gateway-offline', now + 60), never);
      expect(after.snapshot).toMatchObject({ online: false });
    },
  );

  test('of an unreachable lock counts after a webhook, which proves no way to the lock', () => {
    const told = state({
      snapshot: snapshot({ source: 'webhook', happenedAt: now + 40, learnedAt: now + 50 }),
    });
    expect(applyReading(told, reading('gateway-offline', now), never).snapshot).toMatchObject({
      online: false,
    });
  });

  test('takes the battery level from its records', () => {
    const records = [record('none', now + 1), record('none', now, 64), record('none', now - 1, 65)];
    const after = applyReading(state(), reading('gateway-busy', now + 2, records), never);
    expect(after.battery).toMatchObject({ percent: 64, learnedAt: now + 102 });
  });

  test.each([
    [
      'locked, even if the lock relocks',
      record('locked', now + 1),
      { autoLockSeconds: 1, passageMode: false },
      'locked',
    ],
    ['unlocked, if the lock never relocks', record('unlocked', now + 1), never, 'unlocked'],
    [
      'nothing, after an unlock of a lock that may have relocked',
      record('unlocked', now + 1),
      { autoLockSeconds: 5, passageMode: false },
      undefined,
    ],
    [
      'unlocked, in passage mode',
      record('unlocked', now + 1),
      { autoLockSeconds: 5, passageMode: true },
      'unlocked',
    ],
    [
      'nothing, after an unlock of a lock that may relock or not',
      record('unlocked', now + 1),
      { autoLockSeconds: undefined, passageMode: false },
      undefined,
    ],
    ['nothing, if the lock must be asked', record('read', now + 1), never, undefined],
    ['nothing, if it is older than the snapshot', record('locked', now - 1), never, undefined],
  ])('with a record proves %s', (_what, newest, relock, bolt) => {
    const before = state({ snapshot: snapshot({ bolt: 'unknown' }) });
    const after = applyReading(before, reading('gateway-busy', now + 60_000, [newest]), relock);
    expect(after === before ? undefined : after.snapshot?.bolt).toBe(bolt);
  });

  test('with two records of one time goes by the last to arrive', () => {
    const before = state({ snapshot: snapshot({ bolt: 'unknown' }) });
    const first = record('locked', now + 1);
    const last = { ...record('unlocked', now + 1), receivedAt: now + 2 };
    for (const records of [
      [first, last],
      [last, first],
    ]) {
      const after = applyReading(before, reading('gateway-busy', now + 60_000, records), never);
      expect(after.snapshot?.bolt).toBe('unlocked');
    }
  });

  const readNow = (gateway: 'locked' | 'unlocked') => ({ gateway, begunAt: now, endedAt: now + 900 });

  test('right after an event that it contradicts is ignored, because the state lags', () => {
    const before = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'webhook', happenedAt: now - 5000 }),
    });
    expect(applyReading(before, readNow('locked'), never)).toBe(before);
  });

  test('right after an unlock of a lock that relocks within seconds is trusted', () => {
    const before = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'webhook', happenedAt: now - 9000 }),
    });
    const after = applyReading(before, readNow('locked'), { autoLockSeconds: 5, passageMode: false });
    expect(after.snapshot).toMatchObject({ bolt: 'locked', source: 'gateway' });
    expect(after.missedEventAt).toBeUndefined();
  });

  test('of a lock that relocks, just read as unlocked because states lag, shows no missed event', () => {
    const before = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'gateway', happenedAt: now - 25_000 }),
    });
    const after = applyReading(before, readNow('locked'), { autoLockSeconds: 30, passageMode: false });
    expect(after.snapshot).toMatchObject({ bolt: 'locked', source: 'gateway' });
    expect(after.missedEventAt).toBeUndefined();
  });

  test('of a bolt that moved without an event or command marks a missed event', () => {
    const known = { source: 'records', happenedAt: now - 60_000, learnedAt: now - 60_000 } as const;
    const before = state({ snapshot: snapshot(known) });
    const after = applyReading(before, readNow('unlocked'), never);
    expect(after.missedEventAt).toBe(now);
  });
});
