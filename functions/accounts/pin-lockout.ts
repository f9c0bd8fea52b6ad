import type { ChallengeState } from '../locks/account-state.ts';

/** The PIN lockout: five wrong PINs within ten minutes block voice unlocking for fifteen minutes, doubling up to a day. */
export const LOCKOUT = Object.freeze({
  failures: 5,
  windowMs: 10 * 60_000,
  firstMs: 15 * 60_000,
  maxMs: 24 * 60 * 60_000,
});

/** The result of one PIN. */
export type PinResult = 'right' | 'wrong' | 'locked-out';

/** True if voice unlocking is refused now, whatever the PIN. */
export function isLockedOut({ lockedUntil }: ChallengeState, now: number): boolean {
  return lockedUntil !== undefined && now < lockedUntil;
}

/**
 * Returns the counter without times in the future; the same object if it has none. Such times were stored before the clock was
 * set back: wrong PINs count as given now, and a lockout begins now. The caller must store the result, or neither ever ends.
 */
export function clampChallenge(challenge: ChallengeState, now: number): ChallengeState {
  const { failures, lockedUntil = 0, lockouts } = challenge;
  const latest = now + lockoutMs(lockouts - 1);
  if (lockedUntil <= latest && failures.every((at) => at <= now)) return challenge;
  return {
    ...challenge,
    failures: failures.map((at) => Math.min(at, now)),
    ...(lockedUntil > latest && { lockedUntil: latest }),
  };
}

/** Duration of a lockout after this many others. */
function lockoutMs(lockouts: number): number {
  return Math.min(LOCKOUT.firstMs * 2 ** lockouts, LOCKOUT.maxMs);
}

/**
 * Applies one PIN to the counter. The caller must do so on the newest states, inside their compare-and-set: a right PIN counts
 * only if the account is not locked out in the same write. The PIN that causes a lockout results in `locked-out`, because
 * another PIN would not help.
 */
export function checkPin(
  challenge: ChallengeState,
  right: boolean,
  now: number,
): { readonly challenge: ChallengeState; readonly result: PinResult } {
  if (isLockedOut(challenge, now)) return { challenge, result: 'locked-out' };
  if (right) return { challenge: withoutFailures(challenge), result: 'right' };
  const failures = [...challenge.failures.filter((at) => now - at < LOCKOUT.windowMs), now];
  if (failures.length < LOCKOUT.failures) {
    return { challenge: { failures, lockouts: challenge.lockouts }, result: 'wrong' };
  }
  const { lockouts } = challenge;
  return {
    challenge: { failures: [], lockedUntil: now + lockoutMs(lockouts), lockouts: lockouts + 1 },
    result: 'locked-out',
  };
}

function withoutFailures(challenge: ChallengeState): ChallengeState {
  const clean = challenge.failures.length === 0 && challenge.lockouts === 0 && !challenge.lockedUntil;
  return clean ? challenge : { failures: [], lockouts: 0 };
}
