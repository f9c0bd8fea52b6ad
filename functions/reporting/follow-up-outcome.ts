import type { SharedLock } from '../accounts/shared-lock.ts';
import type { CommandMark, Snapshot } from '../locks/account-state.ts';
import { mayHaveRelocked, TARGET } from '../locks/known-state.ts';
import { type GoogleErrorCode, googleErrorCode } from '../smarthome/protocol/error-codes.ts';

/** `pending`: may become known. `unknowable`: will not, because the bolt may have moved for another reason since. */
export type FollowUpOutcome =
  | { readonly status: 'SUCCESS'; readonly isLocked: boolean }
  | { readonly status: 'FAILURE'; readonly errorCode: GoogleErrorCode }
  | 'pending'
  | 'unknowable';

/** The times of a follow-up, ms since the epoch. */
interface FollowUpTimes {
  /** When Google's request arrived, or was answered. */
  readonly since: number;
  readonly now: number;
  /** True if the process that answered may still send a command without an outcome. */
  readonly mayBeUnsent: boolean;
}

/** After this a command without an outcome is not sent any more; its process may have died. */
const MAX_RUNNING_MS = 90_000;

/** Decides how a command ended. A gateway's acceptance is not enough: only an observed bolt is a success. Times in ms. */
export function followUpOutcome(
  lock: SharedLock,
  mark: CommandMark,
  { since, now, mayBeUnsent }: FollowUpTimes,
): FollowUpOutcome {
  const { state, relock } = lock;
  const { outcome, action } = mark;
  if (outcome?.kind === 'failed') {
    return { status: 'FAILURE', errorCode: googleErrorCode(outcome.reason, action) };
  }
  const isWaiting = mayBeUnsent || mark.handover === 'offered';
  if (outcome === undefined && isWaiting && now - since < MAX_RUNNING_MS) return 'pending';
  const later = state.commands.slice(state.commands.indexOf(mark) + 1);
  if (later.some((other) => other.action !== action && other.outcome?.kind !== 'failed')) return 'unknowable';
  const { snapshot } = state;
  if (snapshot === undefined || !isObservedSince(snapshot, mark.at) || !snapshot.online) return 'pending';
  if (snapshot.jammed) return { status: 'FAILURE', errorCode: 'deviceJammingDetected' };
  if (snapshot.bolt === 'unknown') return 'pending';
  if (snapshot.bolt === TARGET[action]) return { status: 'SUCCESS', isLocked: action === 'lock' };
  // Either the lock was unlocked and relocked, or it never moved.
  if (action === 'unlock' && mayHaveRelocked(mark.at, relock, snapshot.happenedAt)) return 'unknowable';
  return { status: 'FAILURE', errorCode: googleErrorCode('failed', action) };
}

/** True if the bolt was seen after a command. An event may have the very time of the command that caused it; a reading may not. */
function isObservedSince({ source, happenedAt }: Snapshot, at: number): boolean {
  if (source === 'command') return false;
  return source === 'gateway' ? happenedAt > at : happenedAt >= at;
}
