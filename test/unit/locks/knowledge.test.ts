import { COMMAND_MARK_MS, type LockState, type Snapshot } from '../../../functions/locks/account-state.ts';
import { applyReading, type Reading } from '../../../functions/locks/apply-reading.ts';
import type { FailureReason } from '../../../functions/locks/cloud-failure-error.ts';
import { findMark, markKey, withMark, withOutcome } from '../../../functions/locks/command-marks.ts';
import { unresolvedCommand, usableSnapshot } from '../../../functions/locks/known-state.ts';
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

describe('the key of a mark', () => {
  const command = { accountId: 'a', requestId: 'r', lockId: '1', action: 'lock', position: 0 } as const;

  test('differs when any part differs, also when the parts run together the same', () => {
    const keys = [
      command,
      { ...command, accountId: 'b' },
      { ...command, requestId: 's' },
      { ...command, lockId: '2' },
      { ...command, action: 'unlock' as const },
      { ...command, position: 1 },
      { ...command, accountId: 'ar', requestId: '' },
      { ...command, requestId: 'r","1' },
    ].map(markKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(markKey({ ...command })).toBe(keys[0]);
  });
});

describe('a command whose outcome is not known', () => {
  test('casts doubt on a snapshot that it may have changed', () => {
    expect(usableSnapshot(marked('unlock', now + 1), never, now + 2)).toBeUndefined();
  });

  test('casts none on a snapshot that it cannot have changed', () => {
    expect(usableSnapshot(marked('lock', now + 1), never, now + 2)).toMatchObject({ bolt: 'locked' });
  });

  test('casts none once the lock was observed after it', () => {
    const later = marked('unlock', now - 1);
    expect(unresolvedCommand(later)).toBeUndefined();
  });

  test.each([
    [{ kind: 'unknown', reason: 'timed-out' } as const, undefined],
    [{ kind: 'failed', reason: 'lock-frozen' } as const, 'locked'],
    [{ kind: 'accepted' } as const, 'unlocked'],
  ])('that ends as %j leaves %s', (outcome, bolt) => {
    const sent = marked('unlock', now + 1);
    const ended = withOutcome(sent, `unlock-${now + 1}`, { outcome, sentAt: now + 2 }, now + 3);
    expect(usableSnapshot(ended, never, now + 4)?.bolt).toBe(bolt);
  });

  test('is never forgotten into certainty: when its mark goes, the bolt is unknown', () => {
    const doubtful = marked('unlock', now + 1);
    const much = now + 2 + COMMAND_MARK_MS;
    const pruned = marked('lock', much, doubtful);
    expect(findMark(pruned, `unlock-${now + 1}`)).toBeUndefined();
    expect(pruned.snapshot?.bolt).toBe('unknown');
  });

  test('may have been sent long after it was taken on: the doubt counts from then', () => {
    const queued = marked('lock', now + 1, state({ snapshot: snapshot({ bolt: 'unlocked' }) }));
    const observed = applyReading(queued, reading('unlocked', now + 30_000), never);
    expect(usableSnapshot(observed, never, now + 31_000)).toBeDefined();
    const lost = { kind: 'unknown', reason: 'timed-out' } as const;
    const ended = withOutcome(
      observed,
      `lock-${now + 1}`,
      { outcome: lost, sentAt: now + 40_000 },
      now + 50_000,
    );
    expect(usableSnapshot(ended, never, now + 50_000)).toBeUndefined();
  });
});

describe('an accepted command', () => {
  const accepted = { outcome: { kind: 'accepted' }, sentAt: now + 5 } as const;

  test('is assumed from the moment it was sent', () => {
    const after = withOutcome(marked('unlock', now + 1), `unlock-${now + 1}`, accepted, now + 9);
    expect(after.snapshot).toEqual(
      snapshot({ bolt: 'unlocked', source: 'command', happenedAt: now + 5, learnedAt: now + 9 }),
    );
  });

  test('does not undo what happened after it was sent', () => {
    const turned = snapshot({ bolt: 'locked', source: 'webhook', happenedAt: now + 7, learnedAt: now + 8 });
    const after = withOutcome(
      { ...marked('unlock', now + 1), snapshot: turned },
      `unlock-${now + 1}`,
      accepted,
      now + 9,
    );
    expect(after.snapshot).toBe(turned);
  });

  test('ends once: a second outcome changes nothing', () => {
    const after = withOutcome(marked('unlock', now + 1), `unlock-${now + 1}`, accepted, now + 9);
    const again = { outcome: { kind: 'failed', reason: 'failed' }, sentAt: now } as const;
    expect(withOutcome(after, `unlock-${now + 1}`, again, now + 10)).toBe(after);
  });

  test('of a mark that is gone changes nothing', () => {
    const before = state();
    expect(withOutcome(before, 'gone', accepted, now + 9)).toBe(before);
  });
});

describe('a reading', () => {
  test('says nothing about what happened after it was begun', () => {
    const newer = state({
      snapshot: snapshot({ bolt: 'unlocked', source: 'webhook', happenedAt: now + 10 }),
    });
    expect(applyReading(newer, reading('locked', now), never)).toBe(newer);
  });

  test('that is told twice changes nothing the second time', () => {
    const once = applyReading(state(), reading('unlocked', now + 1), never);
    expect(applyReading(once, reading('unlocked', now + 1), never)).toBe(once);
  });

  test('made while a command is under way does not end the doubt, unless it agrees with the command', () => {
    const sent = marked('unlock', now + 1);
    expect(
      usableSnapshot(applyReading(sent, reading('locked', now + 2), never), never, now + 3),
    ).toBeUndefined();
    expect(
      usableSnapshot(applyReading(sent, reading('unlocked', now + 2), never), never, now + 3)?.bolt,
    ).toBe('unlocked');
  });

  test('long after a command ends the doubt either way', () => {
    const sent = marked('unlock', now + 1);
    const after = applyReading(sent, reading('locked', now + 20_001), never);
    expect(usableSnapshot(after, never, now + 20_002)?.bolt).toBe('locked');
  });

  test('that finds a jammed lock moving again ends the jam', () => {
    const jammed = state({ snapshot: snapshot({ bolt: 'unknown', jammed: true }) });
    expect(applyReading(jammed, reading('locked', now + 1), never).snapshot).toMatchObject({
      bolt: 'locked',
      jammed: false,
    });
  });

  test('of an unreachable lock keeps what was known of its bolt, and is offline', () => {
    const after = applyReading(state(), reading('gateway-offline', now + 1), never);
    expect(after.snapshot).toEqual(snapshot({ online: false, learnedAt: now + 101 }));
  });

  test('takes the battery out of records', () => {
    const records = [record('none', now + 1), record('none', now, 64), record('none', now - 1, 65)];
    const after = applyReading(state(), reading('gateway-busy', now + 2, records), never);
    expect(after.battery).toEqual({ percent: 64, learnedAt: now + 102 });
  });

  test.each([
    [
      'locked, whatever the lock does by itself',
      record('locked', now + 1),
      { autoLockSeconds: 1, passageMode: false },
      'locked',
    ],
    ['unlocked, of a lock that never relocks', record('unlocked', now + 1), never, 'unlocked'],
    [
      'nothing, of an unlock that may be over',
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
      'nothing, of an unlock when nobody knows whether it relocks',
      record('unlocked', now + 1),
      { autoLockSeconds: undefined, passageMode: false },
      undefined,
    ],
    ['nothing, when the lock must be asked', record('read', now + 1), never, undefined],
    ['nothing, when it is older than what is known', record('locked', now - 1), never, undefined],
  ])('of a record says %s', (_what, newest, relock, bolt) => {
    const before = state({ snapshot: snapshot({ bolt: 'unknown' }) });
    const after = applyReading(before, reading('gateway-busy', now + 60_000, [newest]), relock);
    expect(after === before ? undefined : after.snapshot?.bolt).toBe(bolt);
  });
});
