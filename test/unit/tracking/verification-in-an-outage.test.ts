import type { LockState, Snapshot } from '../../../functions/locks/account-state.ts';
import {
  nextCheckAt,
  nextStep,
  type ObservationFacts,
} from '../../../functions/tracking/verification-schedule.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 1);

type Because = ObservationFacts['job']['because'];

function facts(because: Because, round: number, since = NOW, snapshot?: Snapshot): ObservationFacts {
  const state: LockState = { commands: [], ...(snapshot && { snapshot }) };
  return {
    job: { accountId: 'a', lockId: '1', because, since, round },
    state,
    relock: { autoLockSeconds: 120, passageMode: false },
    now: NOW,
    verifyAfterMs: [20_000, MINUTE],
  };
}

test('a relock is expected anew, from the first look on, after a newer unlock', () => {
  const happenedAt = NOW - MINUTE;
  const known = { bolt: 'unlocked', jammed: false, online: true, source: 'webhook' } as const;
  const snapshot = { ...known, happenedAt, learnedAt: happenedAt };
  const course = nextStep(facts('relock', 0, NOW - 2 * MINUTE, snapshot));
  expect(course).toMatchObject({ kind: 'wait', since: happenedAt });
});

test.each<Because>(['command', 'relock', 'surprise'])(
  'while the cloud gives no answer, looks because of a %s go on for hours, less and less often',
  (because) => {
    const rounds = Array.from({ length: 20 }, (_, round) => round);
    const waits = (unanswered: boolean) =>
      rounds
        .map((round) => nextCheckAt(facts(because, round), false, unanswered))
        .filter((at) => at !== undefined)
        .map((at) => at - NOW);
    const usual = waits(false);
    const outage = waits(true);
    const further = outage.slice(usual.length);
    expect(outage.slice(0, usual.length)).toEqual(usual);
    expect(further[0]).toBe(5 * MINUTE);
    expect(further).toEqual([...further].sort((a, b) => a - b));
    expect(further.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * 60 * MINUTE);
    expect(outage.length).toBeLessThan(15);
  },
);
