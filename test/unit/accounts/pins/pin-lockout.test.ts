import {
  checkPin,
  clampChallenge,
  endLockout,
  isLockedOut,
  LOCKOUT,
  lockedOutUntil,
  withRefusedPins,
  wrongPinTimes,
} from '../../../../functions/accounts/pins/pin-lockout.ts';
import { type AccountState, EMPTY_ACCOUNT_STATE } from '../../../../functions/locks/account-state.ts';

const start = 1_000_000_000_000;
const clean = EMPTY_ACCOUNT_STATE;
const minutes = (count: number) => count * 60_000;
const hours = (count: number) => minutes(count * 60);
const days = (count: number) => hours(count * 24);

/** So many wrong PINs, a second apart. */
function wrong(times: number, states: AccountState, at: number): AccountState {
  let after = states;
  for (let guess = 0; guess < times; guess++) after = checkPin(after, false, at + guess * 1000).states;
  return after;
}

/** A right PIN. */
const right = (states: AccountState, at: number) => checkPin(states, true, at).states;

/** Five wrong PINs, a second apart. */
const lockOut = (states: AccountState, at: number) => wrong(5, states, at);

test('four wrong PINs are wrong, the fifth locks out', () => {
  const results: string[] = [];
  let states = clean;
  for (let guess = 0; guess < 6; guess++) {
    const outcome = checkPin(states, false, start + guess);
    states = outcome.states;
    results.push(outcome.result);
  }
  expect(results).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'locked-out', 'locked-out']);
});

test('a wrong PIN counts until a right one, also after a year', () => {
  const states = wrong(4, clean, start);
  expect(isLockedOut(wrong(1, states, start + days(365)), start + days(365))).toBe(true);
  const after = right(states, start + minutes(1));
  expect(isLockedOut(wrong(4, after, start + minutes(2)), start + minutes(3))).toBe(false);
});

test('ten wrong PINs lock out until 24 hours after the first of them, with right ones between them', () => {
  let states = clean;
  for (let guess = 0; guess < 10; guess++) {
    states = right(wrong(1, states, start + hours(guess)), start + hours(guess) + 1);
  }
  expect(lockedOutUntil(states, start + hours(9) + 2)).toBe(start + hours(24));
  expect(checkPin(states, true, start + hours(24) - 1).result).toBe('locked-out');
  expect(checkPin(states, false, start + hours(24)).result).toBe('locked-out');
  expect(lockedOutUntil(wrong(1, states, start + hours(24)), start + hours(24))).toBe(start + hours(25));
});

test('twenty wrong PINs lock out until a week after the first of them, with right ones between them', () => {
  let states = clean;
  for (let guess = 0; guess < 20; guess++) {
    states = right(wrong(1, states, start + hours(5 * guess)), start + hours(5 * guess) + 1);
  }
  const last = start + hours(5 * 19);
  expect(lockedOutUntil(states, last + 2)).toBe(start + days(7));
  expect(checkPin(states, true, start + days(7)).result).toBe('right');
});

test('each lockout is twice as long as the one before, up to a day', () => {
  let states: AccountState = clean;
  let at = start;
  const lengths: number[] = [];
  for (let times = 0; times < 10; times++) {
    states = lockOut(states, at);
    const { lockedUntil = 0 } = states.challenge;
    lengths.push((lockedUntil - at - 4000) / 60_000);
    // The limits per day and week are another matter.
    states = { ...states, wrongPins: { counted: [], forgiven: [] } };
    at = lockedUntil;
  }
  expect(lengths).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]);
});

test('a lockout is shortened by one doubling for each week since the one before', () => {
  const lockedUntil = start;
  const states = { ...clean, challenge: { failures: [], lockedUntil, lockouts: 4 } };
  const lengths = [0, 1, 2, 3, 4, 10].map((weeks) => {
    const at = start + days(7 * weeks);
    return ((lockOut(states, at).challenge.lockedUntil ?? 0) - at - 4000) / 60_000;
  });
  expect(lengths).toEqual([240, 120, 60, 30, 15, 15]);
});

test('a right PIN during a lockout is refused, and does not end or lengthen it', () => {
  const states = lockOut(clean, start);
  const outcome = checkPin(states, true, start + minutes(5));
  expect(outcome).toEqual({ states, result: 'locked-out' });
  const { lockedUntil = 0 } = states.challenge;
  expect(isLockedOut(states, lockedUntil - 1)).toBe(true);
  expect(isLockedOut(states, lockedUntil)).toBe(false);
});

test('a right PIN after a lockout is right, and changes neither the count of the day nor the next lockout', () => {
  const states = lockOut(clean, start);
  expect(checkPin(states, true, start + minutes(20))).toEqual({ states, result: 'right' });
  expect(wrongPinTimes(states, start + minutes(20))).toHaveLength(5);
});

test('a right PIN on a clean counter returns the same object, so that nothing is written', () => {
  expect(checkPin(clean, true, start).states).toBe(clean);
});

describe('an owner who ends a lockout', () => {
  test('allows five wrong PINs again, and the next lockout is a first one', () => {
    const states = endLockout(wrong(5, lockOut(clean, start), start + minutes(20)));
    expect(isLockedOut(states, start + minutes(21))).toBe(false);
    const again = lockOut(states, start + minutes(22));
    expect((again.challenge.lockedUntil ?? 0) - start).toBe(minutes(22 + 15) + 4000);
  });

  test('allows no more than fifty wrong PINs in a day', () => {
    let states: AccountState = clean;
    let answered = 0;
    for (let guess = 0; guess < 1000; guess++) {
      const at = start + minutes(guess);
      if (checkPin(states, false, at).states !== states) answered++;
      states = endLockout(checkPin(states, false, at).states);
    }
    expect(answered).toBe(50);
    expect(lockedOutUntil(states, start + hours(20))).toBe(start + hours(24));
  });

  test('still sees the wrong PINs, for four weeks', () => {
    const states = endLockout(wrong(2, clean, start));
    expect(wrongPinTimes(states, start + days(28) - 1)).toEqual([start + 1000, start]);
    expect(wrongPinTimes(states, start + days(28) + 1)).toEqual([start + 1000]);
  });
});

describe('a clock that was set back', () => {
  const year = days(365);

  test('restarts a lockout, and never makes it longer', () => {
    let states: AccountState = clean;
    for (const length of [15, 30, 60, 120, 240, 480, 960, 1440, 1440]) {
      states = lockOut(states, states.challenge.lockedUntil ?? start + year);
      states = { ...states, wrongPins: { counted: [], forgiven: [] } };
      const settled = clampChallenge(states, start);
      expect(settled.challenge.lockedUntil).toBe(start + minutes(length));
      expect(clampChallenge(settled, start + minutes(1))).toBe(settled);
    }
  });

  test('by less than a lockout has lasted does not move its end', () => {
    const states = lockOut(clean, start);
    expect(clampChallenge(states, start + 4000)).toBe(states);
    expect(clampChallenge(states, start + minutes(1))).toBe(states);
  });

  test('counts wrong PINs from then on', () => {
    const settled = clampChallenge(wrong(4, clean, start + year), start);
    expect(checkPin(settled, false, start + minutes(9)).result).toBe('locked-out');
    expect(checkPin(right(settled, start + minutes(10)), false, start + minutes(10)).result).toBe('wrong');
  });

  test('restarts the day after ten wrong PINs, and never makes it longer', () => {
    let states = clean;
    for (let guess = 0; guess < 10; guess++)
      states = right(wrong(1, states, start + year + guess), start + year + guess);
    const settled = clampChallenge(states, start);
    expect(lockedOutUntil(settled, start)).toBe(start + days(1));
    expect(clampChallenge(settled, start + minutes(1))).toBe(settled);
  });

  test('returns the same object for a clean counter', () => {
    expect(clampChallenge(clean, start)).toBe(clean);
  });
});

test('wrong PINs that an older version counted beside this one are counted once', () => {
  const own = wrong(2, clean, start);
  const other = {
    ...own,
    challenge: { failures: [...own.challenge.failures, start + 5000], lockouts: 0 },
  };
  expect(wrongPinTimes(other, start + 5000)).toEqual([start + 5000, start + 1000, start]);
  expect(wrongPinTimes(wrong(1, other, start + 6000), start + 6000)).toHaveLength(4);
});

test('the lockout is the documented one', () => {
  expect(LOCKOUT).toEqual({
    ...{ failures: 5, firstMs: 900_000, maxMs: 86_400_000, decayMs: 604_800_000 },
    limits: [
      { count: 10, ms: 86_400_000 },
      { count: 20, ms: 604_800_000 },
    ],
    always: { count: 50, ms: 86_400_000 },
  });
});

test('of refused PINs the last fifty of four weeks stay, and none in the future', () => {
  const refused = (at: number) => ({ at, lockIds: ['1'], grantId: 'g', reason: 'wrong-pin' }) as const;
  expect(withRefusedPins(clean, [])).toBe(clean);
  let states = withRefusedPins(clean, [refused(start)]);
  for (let each = 0; each < 60; each++) states = withRefusedPins(states, [refused(start + days(1) + each)]);
  expect(states.refusedPins?.map(({ at }) => at - start - days(1))).toEqual(
    Array.from({ length: 50 }, (_, index) => index + 10),
  );
  const later = withRefusedPins(states, [refused(start + days(40))]);
  expect(later.refusedPins).toEqual([refused(start + days(40))]);
  expect(clampChallenge(later, start + days(39)).refusedPins).toEqual([refused(start + days(39))]);
});
