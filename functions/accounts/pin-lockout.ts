import type { ChallengeState } from '../locks/account-state.ts';

/** Five wrong PINs within ten minutes lock voice unlocking for fifteen minutes, doubling up to a day. */
export const LOCKOUT = Object.freeze({
  failures: 5,
  windowMs: 10 * 60_000,
  firstMs: 15 * 60_000,
  longestMs: 24 * 60 * 60_000,
});

/** What became of one PIN. */
export type PinResult = 'right' | 'wrong' | 'locked-out';

/** Whether voice unlocking is refused now, whatever the PIN. */
export function isLockedOut({ lockedUntil }: ChallengeState, now: number): boolean {
  return lockedUntil !== undefined && now < lockedUntil;
}

/**
 * The counter as it can be at `now`; the same object where it is that already. What is later was noted before the clock was set
 * back, nobody knows when: wrong PINs count as given now, and a lockout begins now. To be stored, or neither ever ends.
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

/** How long a lockout lasts after so many others. */
function lockoutMs(lockouts: number): number {
  return Math.min(LOCKOUT.firstMs * 2 ** lockouts, LOCKOUT.longestMs);
}

/**
 * Judges one PIN against the counter. To be called on the newest states, inside their compare-and-set: a right PIN
 * counts only if the account is not locked out at that very write. The PIN that causes a lockout is told so,
 * because asking for another would be idle.
 */
export function checkPin(
  challenge: ChallengeState,
  right: boolean,
  now: number,
): { readonly challenge: ChallengeState; readonly result: PinResult } {
  if (isLockedOut(challenge, now)) return { challenge, result: 'locked-out' };
  if (right) return { challenge: succeeded(challenge), result: 'right' };
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

function succeeded(challenge: ChallengeState): ChallengeState {
  const clean = challenge.failures.length === 0 && challenge.lockouts === 0 && !challenge.lockedUntil;
  return clean ? challenge : { failures: [], lockouts: 0 };
}
