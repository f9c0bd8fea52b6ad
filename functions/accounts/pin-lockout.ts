import type { ChallengeState } from '../locks/account-state.ts';

/** The PIN lockout: five wrong PINs within ten minutes block voice unlocking for fifteen minutes, doubling up to a day. */
export const LOCKOUT = Object.freeze({
  failures: 5,
  windowMs: 10 * 60_000,
  firstMs: 15 * 60_000,
  maxMs: 24 * 60 * 60_000,
});

export type PinResult = 'right' | 'wrong' | 'locked-out';

/** True if voice unlocking is refused now, whatever the PIN. */
export function isLockedOut({ lockedUntil }: ChallengeState, now: number): boolean {
  return lockedUntil !== undefined && now < lockedUntil;
}

/** Replaces times in the future (the clock was set back) by `now`. The result must be stored, or a lockout never ends. */
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

function lockoutMs(lockouts: number): number {
  return Math.min(LOCKOUT.firstMs * 2 ** lockouts, LOCKOUT.maxMs);
}

/** Applies one PIN, inside the compare-and-set of the newest states. The one that locks out is not `wrong`: another cannot help. */
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
