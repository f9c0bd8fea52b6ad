import type { LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import {
  nextCheckAt,
  nextStep,
  type ObservationFacts,
} from '../../../functions/tracking/verification-schedule.ts';

const since = 1_800_000_000_000;
const never = { autoLockSeconds: 0, passageMode: false };
const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  ...{ bolt: 'unlocked', jammed: false, online: true, source: 'records' },
  ...{ happenedAt: since + 2000, learnedAt: since + 5000 },
  ...more,
});
const facts = (
  because: ObservationFacts['job']['because'],
  state: Partial<LockState>,
  more: Partial<ObservationFacts> & { round?: number } = {},
): ObservationFacts => ({
  job: { accountId: 'a', lockId: '1', because, since, round: more.round ?? 0 },
  state: { commands: [], ...state },
  relock: never,
  now: since + 20_000,
  verifyAfterMs: [20_000, 60_000],
  ...more,
});
const mark = (outcome?: LockState['commands'][number]['outcome']) => ({
  ...{ key: 'k', action: 'unlock' as const, at: since + 100 },
  ...(outcome && { outcome }),
});

describe('whether to look after a command', () => {
  test.each([
    ['a record came since', { snapshot: snapshot() }, 'settled'],
    ['it is only assumed', { snapshot: snapshot({ source: 'command' }) }, 'observe'],
    ['what is known is older', { snapshot: snapshot({ happenedAt: since - 1 }) }, 'observe'],
    [
      'something casts doubt on what is known',
      { snapshot: snapshot(), uncertainSince: since + 9000 },
      'observe',
    ],
    ['it is found jammed', { snapshot: snapshot({ bolt: 'unknown', jammed: true }) }, 'settled'],
    ['it is found not to know', { snapshot: snapshot({ bolt: 'unknown' }) }, 'observe'],
    ['it was not carried out', { commands: [mark({ kind: 'failed', reason: 'lock-frozen' })] }, 'settled'],
    ['it is still under way', { commands: [mark()] }, 'wait'],
    [
      'nobody knows what became of it',
      { commands: [mark({ kind: 'unknown', reason: 'timed-out' })] },
      'observe',
    ],
    ['nothing is known', {}, 'observe'],
  ] as const)('when %s', (_when, state, kind) => {
    expect(nextStep(facts('command', state)).kind).toBe(kind);
  });

  test('when a process died over it: a mark without an outcome is not waited for forever', () => {
    const state = { commands: [mark()] };
    expect(nextStep(facts('command', state, { now: since + 80_000 })).kind).toBe('observe');
  });
});

describe('whether to look for a relock', () => {
  const relock = { autoLockSeconds: 30, passageMode: false };
  const later = { relock, now: since + 45_000 };
  test.each([
    ['it was seen locked since', { snapshot: snapshot({ bolt: 'locked' }) }, 'settled'],
    ['it should have relocked', { snapshot: snapshot({ happenedAt: since }) }, 'observe'],
    ['it was unlocked again', { snapshot: snapshot({ happenedAt: since + 20_000 }) }, 'wait'],
    [
      'it was only seen unlocked',
      { snapshot: snapshot({ source: 'gateway', happenedAt: since + 20_000 }) },
      'observe',
    ],
    ['it is out of reach', { snapshot: snapshot({ online: false }) }, 'settled'],
  ] as const)('when %s', (_when, state, kind) => {
    expect(nextStep(facts('relock', state, later)).kind).toBe(kind);
  });

  test.each([
    ['passage mode is on by now', { autoLockSeconds: 30, passageMode: true }],
    ['it does not relock any more', never],
  ])('not when %s', (_when, facts_) => {
    const state = { snapshot: snapshot({ happenedAt: since }) };
    expect(nextStep(facts('relock', state, { ...later, relock: facts_ })).kind).toBe('settled');
  });
});

describe('when to look again', () => {
  test('after a command: when the next verification is due', () => {
    expect(nextCheckAt(facts('command', {}), false)).toBe(since + 60_000);
  });

  test('after a command whose lock says the state before: as soon as that cannot be delay any more', () => {
    const state = { snapshot: snapshot({ source: 'command', learnedAt: since + 3000 }) };
    expect(nextCheckAt(facts('command', state), true)).toBe(since + 25_500);
  });

  test.each(['command', 'relock', 'surprise'] as const)('for a %s a bounded number of times', (because) => {
    let rounds = 0;
    let now = since + 20_000;
    for (let at: number | undefined = now; at !== undefined; rounds++) {
      now = at;
      at = nextCheckAt(
        facts(because, {}, { round: rounds, now, relock: { autoLockSeconds: 5, passageMode: false } }),
        false,
      );
      if (at !== undefined) expect(at).toBeGreaterThan(now);
    }
    expect(rounds).toBeLessThan(8);
  });

  test('for a lock out of reach after 5, 10, 20, 40, 60 minutes, at last every six hours', () => {
    const state = { snapshot: snapshot({ online: false }) };
    const waits = [0, 1, 2, 3, 4, 10, 40].map(
      (round) => (nextCheckAt(facts('offline', state, { round, now: 0 }), false) ?? 0) / 60_000,
    );
    expect(waits).toEqual([10, 20, 40, 60, 60, 60, 360]);
  });
});
