import { checkPin, clampChallenge, isLockedOut, LOCKOUT } from '../../../functions/accounts/pin-lockout.ts';
import type { ChallengeState } from '../../../functions/locks/account-state.ts';

const start = 1_000_000_000;
const clean: ChallengeState = { failures: [], lockouts: 0 };
const minutes = (count: number) => count * 60_000;

/** Five wrong PINs, a second apart. */
function lockOut(challenge: ChallengeState, at: number): ChallengeState {
  let state = challenge;
  for (let guess = 0; guess < 5; guess++) state = checkPin(state, false, at + guess * 1000).challenge;
  return state;
}

test('four wrong PINs are wrong, the fifth locks out', () => {
  const results: string[] = [];
  let state = clean;
  for (let guess = 0; guess < 6; guess++) {
    const outcome = checkPin(state, false, start + guess);
    state = outcome.challenge;
    results.push(outcome.result);
  }
  expect(results).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'locked-out', 'locked-out']);
});

test('a wrong PIN counts for ten minutes', () => {
  let state = clean;
  for (let guess = 0; guess < 12; guess++)
    state = checkPin(state, false, start + guess * minutes(2.5)).challenge;
  expect(isLockedOut(state, start + minutes(30))).toBe(false);
});

test('each lockout is twice as long as the one before, up to a day', () => {
  let state = clean;
  let at = start;
  const lengths: number[] = [];
  for (let times = 0; times < 10; times++) {
    state = lockOut(state, at);
    const last = at + 4000;
    lengths.push(((state.lockedUntil ?? 0) - last) / 60_000);
    at = state.lockedUntil ?? 0;
  }
  expect(lengths).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]);
});

test('a right PIN during a lockout is refused, and does not end or lengthen it', () => {
  const state = lockOut(clean, start);
  const outcome = checkPin(state, true, start + minutes(5));
  expect(outcome).toEqual({ challenge: state, result: 'locked-out' });
  expect(isLockedOut(state, (state.lockedUntil ?? 0) - 1)).toBe(true);
  expect(isLockedOut(state, state.lockedUntil ?? 0)).toBe(false);
});

test('a right PIN after a lockout resets the counter', () => {
  const state = lockOut(clean, start);
  expect(checkPin(state, true, start + minutes(20))).toEqual({ challenge: clean, result: 'right' });
});

test('a right PIN on a clean counter returns the same object, so that nothing is written', () => {
  expect(checkPin(clean, true, start).challenge).toBe(clean);
});

describe('a clock that was set back', () => {
  const year = minutes(365 * 24 * 60);

  test('restarts a lockout, and never makes it longer', () => {
    let state = clean;
    for (const length of [15, 30, 60, 120, 240, 480, 960, 1440, 1440]) {
      state = lockOut(state, state.lockedUntil ?? start + year);
      const settled = clampChallenge(state, start);
      expect(settled.lockedUntil).toBe(start + minutes(length));
      expect(clampChallenge(settled, start + minutes(1))).toBe(settled);
    }
  });

  test('by less than a lockout has lasted does not move its end', () => {
    const state = lockOut(clean, start);
    expect(clampChallenge(state, start + 4000)).toBe(state);
    expect(clampChallenge(state, start + minutes(1))).toBe(state);
  });

  test('counts wrong PINs for ten minutes from then on', () => {
    let state = clean;
    for (let guess = 0; guess < 4; guess++) state = checkPin(state, false, start + year + guess).challenge;
    const settled = clampChallenge(state, start);
    expect(checkPin(settled, false, start + minutes(9)).result).toBe('locked-out');
    expect(checkPin(settled, false, start + minutes(10)).result).toBe('wrong');
  });

  test('returns the same object for a clean counter', () => {
    expect(clampChallenge(clean, start)).toBe(clean);
  });
});

test('the lockout is the documented one', () => {
  expect(LOCKOUT).toEqual({ failures: 5, windowMs: 600_000, firstMs: 900_000, maxMs: 86_400_000 });
});
