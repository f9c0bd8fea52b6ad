import type { LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import { nextStep } from '../../../functions/tracking/next-step.ts';
import { nextCheckAt, type ObservationFacts } from '../../../functions/tracking/verification-schedule.ts';

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

test('the next look after a command comes as soon as no reading can be older than an unlock that was claimed since', () => {
  const claimed = {
    snapshot: snapshot({ bolt: 'locked', source: 'command' }),
    uncertainSince: since + 12_000,
  };
  const later = facts('command', { ...claimed, unlockClaimedAt: since + 12_000 });
  expect(nextCheckAt(later, false)).toBe(since + 12_000 + 22_500);
});

describe('the next step after a command', () => {
  test.each([
    ['a newer record has arrived', { snapshot: snapshot() }, 'settled'],
    ['the state is only assumed', { snapshot: snapshot({ source: 'command' }) }, 'observe'],
    ['the snapshot is older', { snapshot: snapshot({ happenedAt: since - 1 }) }, 'observe'],
    ['the snapshot is uncertain', { snapshot: snapshot(), uncertainSince: since + 9000 }, 'observe'],
    [
      'a reading may be the state before the command',
      { commands: [mark({ kind: 'accepted' })], snapshot: snapshot({ bolt: 'locked' }) },
      'observe',
    ],
    [
      'what was read may be the state before an event',
      { snapshot: snapshot({ source: 'gateway', mayPrecede: since + 1000 }) },
      'observe',
    ],
    [
      'the bolt was seen elsewhere long after the command',
      {
        commands: [mark({ kind: 'accepted' })],
        snapshot: snapshot({ bolt: 'locked', happenedAt: since + 21_000 }),
      },
      'settled',
    ],
    ['the lock is jammed', { snapshot: snapshot({ bolt: 'unknown', jammed: true }) }, 'settled'],
    ['the lock does not know its state', { snapshot: snapshot({ bolt: 'unknown' }) }, 'observe'],
    ['the command was not sent', { commands: [mark({ kind: 'failed', reason: 'not-sent' })] }, 'settled'],
    ['the lock is out of reach', { commands: [mark({ kind: 'failed', reason: 'lock-offline' })] }, 'settled'],
    ['the command was refused', { commands: [mark({ kind: 'failed', reason: 'lock-frozen' })] }, 'wait'],
    ['the command is under way', { commands: [mark()] }, 'wait'],
    [
      'the result of the command is unknown',
      { commands: [mark({ kind: 'unknown', reason: 'timed-out' })] },
      'observe',
    ],
    ['there is no snapshot', {}, 'observe'],
  ] as const)('if %s, is as listed', (_when, state, kind) => {
    expect(nextStep(facts('command', state)).kind).toBe(kind);
  });

  test('if the process died, does not wait forever for an outcome', () => {
    const state = { commands: [mark()] };
    expect(nextStep(facts('command', state, { now: since + 80_000 })).kind).toBe('observe');
  });
});

describe('the next step after a refused command', () => {
  const commands = [mark({ kind: 'failed', reason: 'lock-frozen' })];
  const later = { now: since + 23_000 };
  test.each([
    ['nothing was observed since', {}, {}, 'observe'],
    ['a record has arrived since', { snapshot: snapshot() }, {}, 'settled'],
    ['a reading may be the state before', { snapshot: snapshot({ source: 'gateway' }) }, {}, 'observe'],
    [
      'a reading is newer than the lag',
      { snapshot: snapshot({ source: 'gateway', happenedAt: since + 20_000 }) },
      {},
      'settled',
    ],
    ['a webhook would bring the record', {}, { isCovered: true }, 'settled'],
    ['two observations failed', {}, { round: 2 }, 'settled'],
  ] as const)('if %s, is as listed', (_when, state, more, kind) => {
    expect(nextStep(facts('command', { commands, ...state }, { ...later, ...more })).kind).toBe(kind);
  });
});

describe('the next step for a relock', () => {
  const relock = { autoLockSeconds: 30, passageMode: false };
  const later = { relock, now: since + 45_000 };
  test.each([
    ['the lock was observed locked since', { snapshot: snapshot({ bolt: 'locked' }) }, 'settled'],
    ['the lock should have relocked', { snapshot: snapshot({ happenedAt: since }) }, 'observe'],
    ['the lock was unlocked again', { snapshot: snapshot({ happenedAt: since + 20_000 }) }, 'wait'],
    [
      'a reading found the lock unlocked',
      { snapshot: snapshot({ source: 'gateway', happenedAt: since + 20_000 }) },
      'observe',
    ],
    ['the lock is out of reach', { snapshot: snapshot({ online: false }) }, 'settled'],
  ] as const)('if %s, is as listed', (_when, state, kind) => {
    expect(nextStep(facts('relock', state, later)).kind).toBe(kind);
  });

  test.each([
    ['passage mode is on now', { autoLockSeconds: 30, passageMode: true }],
    ['the lock no longer relocks', never],
  ])('is to stop if %s', (_when, facts_) => {
    const state = { snapshot: snapshot({ happenedAt: since }) };
    expect(nextStep(facts('relock', state, { ...later, relock: facts_ })).kind).toBe('settled');
  });
});

describe('the next observation', () => {
  test('after a command is at the time of the next verification', () => {
    expect(nextCheckAt(facts('command', {}), false)).toBe(since + 60_000);
  });

  test('after a command that the lock contradicts is as soon as its answer cannot lag any more', () => {
    const state = { snapshot: snapshot({ source: 'command', learnedAt: since + 3000 }) };
    expect(nextCheckAt(facts('command', state), true)).toBe(since + 25_500);
  });

  test.each(['command', 'relock', 'surprise'] as const)(
    'for a %s comes a limited number of times',
    (because) => {
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
    },
  );

  test('of a lock out of reach comes after 10, 20, 40 and 60 minutes, in the end every six hours', () => {
    const state = { snapshot: snapshot({ online: false }) };
    const waits = [0, 1, 2, 3, 4, 10, 40].map(
      (round) => (nextCheckAt(facts('offline', state, { round, now: 0 }), false) ?? 0) / 60_000,
    );
    expect(waits).toEqual([10, 20, 40, 60, 60, 60, 360]);
  });
});

test('a verification of a relock starts over after a newer unlock', () => {
  const happenedAt = since - 60_000;
  const unlocked = { snapshot: snapshot({ source: 'webhook', happenedAt, learnedAt: happenedAt }) };
  const job = { accountId: 'a', lockId: '1', because: 'relock', since: since - 120_000, round: 0 } as const;
  const relock = { autoLockSeconds: 120, passageMode: false };
  const step = nextStep(facts('relock', unlocked, { job, relock, now: since }));
  expect(step).toMatchObject({ kind: 'wait', since: happenedAt });
});

test.each(['command', 'relock', 'surprise'] as const)(
  'while the cloud gives no answer, observations because of a %s go on for hours, less and less often',
  (because) => {
    const rounds = Array.from({ length: 20 }, (_, round) => round);
    const relock = { autoLockSeconds: 120, passageMode: false };
    const waits = (unanswered: boolean) =>
      rounds
        .map((round) => nextCheckAt(facts(because, {}, { round, relock, now: since }), false, unanswered))
        .filter((at) => at !== undefined)
        .map((at) => at - since);
    const usual = waits(false);
    const outage = waits(true);
    const further = outage.slice(usual.length);
    expect(outage.slice(0, usual.length)).toEqual(usual);
    expect(further[0]).toBe(5 * 60_000);
    expect(further).toEqual([...further].sort((a, b) => a - b));
    expect(further.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * 3_600_000);
    expect(outage.length).toBeLessThan(15);
  },
);

describe('the next step after a QUERY that did not wait for its reading', () => {
  test.each([
    ['the lock was asked since', { askedAt: since }, 'settled'],
    ['the bolt was observed since', { snapshot: snapshot({ source: 'webhook' }) }, 'settled'],
    [
      'the lock was asked before',
      { snapshot: snapshot({ happenedAt: since - 1 }), askedAt: since - 1 },
      'observe',
    ],
    ['the state is only assumed', { snapshot: snapshot({ source: 'command' }) }, 'observe'],
    ['nothing is known', {}, 'observe'],
  ] as const)('if %s, is as listed', (_when, state, kind) => {
    expect(nextStep(facts('query', state)).kind).toBe(kind);
  });

  test('never comes again, not even in an outage', () => {
    expect(nextCheckAt(facts('query', {}), false, true)).toBeUndefined();
  });
});

describe('the next step after a hint', () => {
  const online = { snapshot: snapshot({ source: 'gateway' }) };
  const offline = { snapshot: snapshot({ online: false }) };
  test.each([
    ['offline-hint', 'the lock was asked since', online, 'settled'],
    ['offline-hint', 'the lock is offline', offline, 'settled'],
    [
      'offline-hint',
      'the lock was asked before',
      { snapshot: snapshot({ learnedAt: since - 1 }) },
      'observe',
    ],
    ['offline-hint', 'only a record arrived since', { snapshot: snapshot() }, 'observe'],
    ['offline-hint', 'nothing is known', {}, 'observe'],
    ['online-hint', 'the lock was asked since', online, 'settled'],
    ['online-hint', 'the lock is still offline', offline, 'observe'],
    ['online-hint', 'the bolt is uncertain', { ...online, uncertainSince: since + 3000 }, 'observe'],
  ] as const)('(%s) if %s', (because, _what, state, kind) => {
    expect(nextStep(facts(because, state)).kind).toBe(kind);
  });

  test.each([
    ['offline-hint', [15_000, 60_000, undefined]],
    ['online-hint', [15_000, 60_000, 60_000, undefined]],
  ] as const)('(%s) comes after seconds, then minutes, then not again', (because, pauses) => {
    for (const [round, pause] of pauses.entries()) {
      const now = since + 20_000;
      expect(nextCheckAt(facts(because, {}, { round }), false)).toBe(pause && now + pause);
    }
  });
});
