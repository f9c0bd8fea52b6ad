import type { LoadedAccount } from '../../accounts/accounts.ts';
import type { CommandRefusal } from '../../accounts/owner-requests.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import { findMark, markKey } from '../../locks/commands/command-marks.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import { followUpOutcome } from '../../reporting/follow-up-outcome.ts';

/** How far a command has come. */
export interface CommandSteps {
  readonly action: LockAction;
  /** Ms since the epoch: when it was sent, or if it was not, when it was allowed. */
  readonly at: number;
  /** `no`: it was not, and will not be. */
  readonly sent: 'yes' | 'waiting' | 'no';
  /** The gateway's answer; `none` if it did not answer in time. */
  readonly accepted: 'yes' | 'waiting' | 'no' | 'none';
  /** At the lock itself, or in its records. `unknown`: it cannot be told any more, because it moved again. */
  readonly seen: 'yes' | 'waiting' | 'no' | 'jammed' | 'unknown';
  /** Why it was not carried out. */
  readonly reason?: CommandRefusal;
}

/** A command that nothing has shown by then stays unknown: the last look at the lock is a minute after it. */
const MAX_WAIT_MS = 3 * 60_000;

/**
 * Returns how far a command of the owner has come, by what is stored of it; `undefined` if nothing is, because it was refused, or is older
 * than ten minutes. `now` in ms since the epoch.
 */
export function commandSteps(
  { account, states }: LoadedAccount,
  lockId: string,
  requestId: string,
  now: number,
): CommandSteps | undefined {
  const lock = sharedLock(account, states, lockId);
  const marks = (['lock', 'unlock'] as const).map(
    (action) =>
      lock &&
      findMark(lock.state, markKey({ accountId: account.id, requestId, lockId, action, position: 0 })),
  );
  const mark = marks.find((each) => each !== undefined);
  if (lock === undefined || mark === undefined) return undefined;
  const { action, at, outcome, handover } = mark;
  const common = { action, at };
  if (outcome?.kind === 'failed') {
    const { reason } = outcome;
    const isUnsent = reason === 'not-sent' || reason === 'not-allowed';
    return { ...common, sent: isUnsent ? 'no' : 'yes', accepted: 'no', seen: 'no', reason };
  }
  const isWaiting = now - at < MAX_WAIT_MS;
  if (outcome === undefined && handover === 'offered')
    return isWaiting
      ? { ...common, sent: 'waiting', accepted: 'waiting', seen: 'waiting' }
      : { ...common, sent: 'no', accepted: 'no', seen: 'no', reason: 'not-sent' };
  const followed = followUpOutcome(lock, mark, { since: at, now, mayBeUnsent: false });
  return {
    ...common,
    sent: 'yes',
    accepted: outcome?.kind === 'accepted' ? 'yes' : outcome === undefined && isWaiting ? 'waiting' : 'none',
    seen: seenOf(followed, isWaiting),
  };
}

/** True if nothing more is to come. */
export function areOver({ sent, accepted, seen }: CommandSteps): boolean {
  return sent !== 'waiting' && accepted !== 'waiting' && seen !== 'waiting';
}

function seenOf(followed: ReturnType<typeof followUpOutcome>, isWaiting: boolean): CommandSteps['seen'] {
  if (followed === 'pending') return isWaiting ? 'waiting' : 'unknown';
  if (followed === 'unknowable') return 'unknown';
  if (followed.status === 'SUCCESS') return 'yes';
  return followed.errorCode === 'deviceJammingDetected' ? 'jammed' : 'no';
}
