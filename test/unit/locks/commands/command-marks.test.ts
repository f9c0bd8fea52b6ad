import { COMMAND_MARK_MS, type LockState, type Snapshot } from '../../../../functions/locks/account-state.ts';
import { applyReading, type Reading } from '../../../../functions/locks/apply-reading.ts';
import type { FailureReason } from '../../../../functions/locks/cloud-failure-error.ts';
import {
  findMark,
  markKey,
  withLateFailure,
  withMark,
  withOffer,
  withOutcome,
} from '../../../../functions/locks/commands/command-marks.ts';
import { unresolvedCommand, usableSnapshot } from '../../../../functions/locks/known-state.ts';
import type { BoltState, LockRecord } from '../../../../functions/locks/lock-cloud.ts';

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
const marked = (action: 'lock' | 'unlock', at: number, from = state()) =>
  withMark(from, { key: `${action}-${at}`, action, at });

describe('the key of a mark', () => {
  const command = { accountId: 'a', requestId: 'r', lockId: '1', action: 'lock', position: 0 } as const;

  test('differs if any part differs, even if the parts joined are the same', () => {
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

describe('a command with an unknown outcome', () => {
  test('makes a snapshot that it may have changed unusable', () => {
    expect(usableSnapshot(marked('unlock', now + 1), never, now + 2)).toBeUndefined();
  });

  test('leaves a snapshot usable that it cannot have changed', () => {
    expect(usableSnapshot(marked('lock', now + 1), never, now + 2)).toMatchObject({ bolt: 'locked' });
  });

  test('is resolved once the lock was observed after it', () => {
    const later = marked('unlock', now - 1);
    expect(unresolvedCommand(later)).toBeUndefined();
  });

  test.each([
    [{ kind: 'unknown', reason: 'timed-out' } as const, undefined],
    [{ kind: 'failed', reason: 'lock-frozen' } as const, 'locked'],
    [{ kind: 'accepted' } as const, 'unlocked'],
  ])('that ends with %j leaves the bolt %s', (outcome, bolt) => {
    const sent = marked('unlock', now + 1);
    const ended = withOutcome(sent, `unlock-${now + 1}`, { outcome, sentAt: now + 2 }, now + 3);
    expect(usableSnapshot(ended, never, now + 4)?.bolt).toBe(bolt);
  });

  test('makes the bolt unknown when its mark expires', () => {
    const unresolved = marked('unlock', now + 1);
    const much = now + 2 + COMMAND_MARK_MS;
    const pruned = marked('lock', much, unresolved);
    expect(findMark(pruned, `unlock-${now + 1}`)).toBeUndefined();
    expect(pruned.snapshot?.bolt).toBe('unknown');
  });

  test('that was sent long after its authorization counts from its sending', () => {
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

  test('is assumed to have moved the bolt at the time it was sent', () => {
    const after = withOutcome(marked('unlock', now + 1), `unlock-${now + 1}`, accepted, now + 9);
    expect(after.snapshot).toEqual(
      snapshot({ bolt: 'unlocked', source: 'command', happenedAt: now + 5, learnedAt: now + 9 }),
    );
  });

  test('does not replace a newer event that contradicts it, but makes it uncertain', () => {
    const turned = snapshot({ bolt: 'locked', source: 'webhook', happenedAt: now + 7, learnedAt: now + 8 });
    const after = withOutcome(
      { ...marked('unlock', now + 1), snapshot: turned },
      `unlock-${now + 1}`,
      accepted,
      now + 9,
    );
    expect(after.snapshot).toMatchObject({ bolt: 'locked', source: 'webhook' });
    expect(usableSnapshot(after, never, now + 9)).toBeUndefined();
  });

  test('does not make a newer event uncertain that agrees', () => {
    const turned = snapshot({ bolt: 'unlocked', source: 'webhook', happenedAt: now + 7, learnedAt: now + 8 });
    const before = { ...marked('unlock', now + 1), snapshot: turned };
    const after = withOutcome(before, `unlock-${now + 1}`, accepted, now + 9);
    expect(usableSnapshot(after, never, now + 9)).toBe(turned);
  });

  test('keeps its first outcome: a second one changes nothing', () => {
    const after = withOutcome(marked('unlock', now + 1), `unlock-${now + 1}`, accepted, now + 9);
    const again = { outcome: { kind: 'failed', reason: 'failed' }, sentAt: now } as const;
    expect(withOutcome(after, `unlock-${now + 1}`, again, now + 10)).toBe(after);
  });

  test('without a mark changes nothing', () => {
    const before = state();
    expect(withOutcome(before, 'gone', accepted, now + 9)).toBe(before);
  });
});

describe('a failure that the cloud notifies later', () => {
  const failure = { reason: 'lock-offline', executed: 'no' } as const;
  const later = now + 30_000;
  const outcomesOf = ({ commands }: LockState) => commands.map(({ outcome }) => outcome?.kind);
  const accepted = (from: LockState, key: string, at: number) =>
    withOutcome(from, key, { outcome: { kind: 'accepted' }, sentAt: at }, at + 100);

  test('ends the newest command without an outcome, and leaves the bolt uncertain', () => {
    const failed = withLateFailure(marked('unlock', now + 5, marked('lock', now + 1)), failure, later);
    expect(outcomesOf(failed)).toEqual([undefined, 'failed']);
    expect(usableSnapshot({ ...failed, commands: [] }, never, later)).toBeUndefined();
  });

  test('ends a command that was accepted and not observed', () => {
    const failed = withLateFailure(
      accepted(marked('unlock', now + 5), `unlock-${now + 5}`, now + 6),
      failure,
      later,
    );
    expect(outcomesOf(failed)).toEqual(['failed']);
    expect(failed.snapshot?.source).toBe('command');
  });

  test('leaves a command whose bolt was observed since, one that failed already, and one of later', () => {
    const observed = {
      ...accepted(marked('unlock', now + 5), `unlock-${now + 5}`, now + 6),
      snapshot: snapshot({ bolt: 'unlocked', happenedAt: now + 9000 }),
    };
    expect(withLateFailure(observed, failure, later)).toBe(observed);
    const once = withLateFailure(marked('unlock', now + 5), failure, later);
    expect(withLateFailure(once, failure, later)).toBe(once);
    const newer = marked('unlock', later + 1);
    expect(withLateFailure(newer, failure, later)).toBe(newer);
  });

  test('leaves a command that was offered to another process, because it was never sent', () => {
    const offered = withOffer(marked('unlock', now + 5), `unlock-${now + 5}`, now + 6);
    expect(withLateFailure(offered, failure, later)).toBe(offered);
  });

  test('leaves commands of more than ten minutes ago', () => {
    const old = marked('unlock', now + 5);
    expect(withLateFailure(old, failure, now + COMMAND_MARK_MS + 6)).toBe(old);
  });

  test('with a code that leaves open what happened keeps the outcome unknown', () => {
    const unknown = withLateFailure(
      marked('unlock', now + 5),
      { reason: 'failed', executed: 'unknown' },
      later,
    );
    expect(outcomesOf(unknown)).toEqual(['unknown']);
    expect(unresolvedCommand(unknown)).toBeDefined();
  });
});
