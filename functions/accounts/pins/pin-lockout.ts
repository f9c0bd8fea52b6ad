import type { AccountState, ChallengeState, RefusedPin, WrongPins } from '../../locks/account-state.ts';

/** A day in milliseconds. */
export const DAY_MS = 24 * 60 * 60_000;
/** A week in milliseconds. */
export const WEEK_MS = 7 * DAY_MS;

/**
 * The PIN lockout: five wrong PINs without a right one between them block voice unlocking for fifteen minutes, doubling up to a
 * day; each week takes one doubling back. Besides, ten wrong PINs block it until 24 hours after the first of them, and twenty
 * for a week in the same way, whatever happens between. A week of that is 20 of 10,000 PINs.
 */
export const LOCKOUT = Object.freeze({
  failures: 5,
  firstMs: 15 * 60_000,
  maxMs: DAY_MS,
  decayMs: WEEK_MS,
  limits: [
    { count: 10, ms: DAY_MS },
    { count: 20, ms: WEEK_MS },
  ],
  /** Counts also what the owner has forgiven. */
  always: { count: 50, ms: DAY_MS },
});

/** How long wrong PINs are stored, to show them to the owner; and how many at most. */
const STORED_MS = 4 * WEEK_MS;
const MAX_STORED = LOCKOUT.always.count;

const NO_WRONG_PINS: WrongPins = { counted: [], forgiven: [] };

/** The part of an account's state that the lockout needs. */
type PinState = Pick<AccountState, 'challenge' | 'wrongPins' | 'refusedPins'>;

export type PinResult = 'right' | 'wrong' | 'locked-out';

/** Returns the end of the current lockout, ms since the epoch; `undefined` if there is none. */
export function lockedOutUntil(states: PinState, now: number): number | undefined {
  const { counted } = wrongPinsOf(states);
  const { limits, always } = LOCKOUT;
  const ends = [
    states.challenge.lockedUntil,
    ...limits.map(({ count, ms }) => endOf(counted, count, ms)),
    endOf(allTimes(states), always.count, always.ms),
  ];
  const end = Math.max(...ends.map((at) => at ?? 0));
  return end > now ? end : undefined;
}

/** True if voice unlocking is refused now, whatever the PIN. */
export function isLockedOut(states: PinState, now: number): boolean {
  return lockedOutUntil(states, now) !== undefined;
}

/** Returns the times of the wrong PINs of the last `withinMs` (default: four weeks), newest first, ms since the epoch. */
export function wrongPinTimes(states: PinState, now: number, withinMs = STORED_MS): number[] {
  return allTimes(states)
    .filter((at) => now - at < withinMs)
    .reverse();
}

/** Replaces times in the future (the clock was set back) by `now`. The result must be stored, or a lockout never ends. */
export function clampChallenge<States extends PinState>(states: States, now: number): States {
  const { challenge } = states;
  const { failures, lockedUntil = 0, lockouts } = challenge;
  const latest = now + lockoutMs(lockouts - 1);
  const refused = states.refusedPins ?? [];
  const times = [...failures, ...allTimes(states), ...refused.map(({ at }) => at)];
  if (lockedUntil <= latest && times.every((at) => at <= now)) return states;
  const clamp = (all: readonly number[]) => all.map((at) => Math.min(at, now));
  const { counted, forgiven } = wrongPinsOf(states);
  return {
    ...states,
    challenge: {
      ...challenge,
      failures: clamp(failures),
      ...(lockedUntil > latest && { lockedUntil: latest }),
    },
    wrongPins: { counted: clamp(counted), forgiven: clamp(forgiven) },
    ...(refused.length > 0 && { refusedPins: refused.map((pin) => ({ ...pin, at: Math.min(pin.at, now) })) }),
  };
}

/** Returns the states with PINs that were refused now, for the activity; the same object if there are none. Drops those of weeks ago. */
export function withRefusedPins<States extends PinState>(
  states: States,
  refused: readonly RefusedPin[],
): States {
  const now = refused.at(-1)?.at;
  if (now === undefined) return states;
  const before = (states.refusedPins ?? []).filter(({ at }) => now - at < STORED_MS);
  return { ...states, refusedPins: [...before, ...refused].slice(-MAX_STORED) };
}

/** Applies one PIN, inside the compare-and-set of the newest states. The one that locks out is not `wrong`: another cannot help. */
export function checkPin<States extends PinState>(
  states: States,
  right: boolean,
  now: number,
): { readonly states: States; readonly result: PinResult } {
  if (isLockedOut(states, now)) return { states, result: 'locked-out' };
  const { challenge } = states;
  if (right) {
    // The count per day and week stays, and so does the length of the next lockout.
    const isClean = challenge.failures.length === 0;
    const after = isClean ? states : { ...states, challenge: { ...challenge, failures: [] } };
    return { states: after, result: 'right' };
  }
  const after = {
    ...states,
    challenge: withFailure(challenge, now),
    wrongPins: withWrongPin(wrongPinsOf(states), now),
  };
  return { states: after, result: isLockedOut(after, now) ? 'locked-out' : 'wrong' };
}

/** Ends a lockout for the owner, who can be asked for more: wrong PINs so far count only towards `LOCKOUT.always`. */
export function endLockout<States extends PinState>(states: States): States {
  return {
    ...states,
    challenge: { failures: [], lockouts: 0 },
    wrongPins: { counted: [], forgiven: allTimes(states).slice(-MAX_STORED) },
  };
}

function withFailure(challenge: ChallengeState, now: number): ChallengeState {
  const failures = [...challenge.failures, now];
  if (failures.length < LOCKOUT.failures) return { ...challenge, failures };
  const { lockedUntil = now } = challenge;
  const decayed = Math.floor(Math.max(0, now - lockedUntil) / LOCKOUT.decayMs);
  const lockouts = Math.max(0, challenge.lockouts - decayed);
  return { failures: [], lockedUntil: now + lockoutMs(lockouts), lockouts: lockouts + 1 };
}

function withWrongPin({ counted, forgiven }: WrongPins, now: number): WrongPins {
  const stored = (at: number) => now - at < STORED_MS;
  return {
    counted: [...counted.filter(stored), now].slice(-MAX_STORED),
    forgiven: forgiven.filter(stored),
  };
}

/** A version before this one, which may run beside it, writes `failures` alone. */
function wrongPinsOf({ challenge, wrongPins = NO_WRONG_PINS }: PinState): WrongPins {
  const { counted, forgiven } = wrongPins;
  const missed = challenge.failures.filter((at) => !counted.includes(at));
  return missed.length === 0 ? wrongPins : { counted: sorted([...counted, ...missed]), forgiven };
}

function allTimes(states: PinState): number[] {
  const { counted, forgiven } = wrongPinsOf(states);
  return sorted([...forgiven, ...counted]);
}

function endOf(times: readonly number[], count: number, ms: number): number | undefined {
  const first = times.at(-count);
  return first === undefined ? undefined : first + ms;
}

function lockoutMs(lockouts: number): number {
  return Math.min(LOCKOUT.firstMs * 2 ** lockouts, LOCKOUT.maxMs);
}

function sorted(times: readonly number[]): number[] {
  return times.toSorted((a, b) => a - b);
}
