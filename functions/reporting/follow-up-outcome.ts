import type { SharedLock } from '../accounts/shared-lock.ts';
import type { CommandMark } from '../locks/account-state.ts';
import { observedEnd } from '../locks/commands/observed-end.ts';
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
  const { outcome, action } = mark;
  if (outcome?.kind === 'failed') {
    return { status: 'FAILURE', errorCode: googleErrorCode(outcome.reason, action) };
  }
  const isWaiting = mayBeUnsent || mark.handover === 'offered';
  if (outcome === undefined && isWaiting && now - since < MAX_RUNNING_MS) return 'pending';
  switch (observedEnd(lock, mark)) {
    case 'moved':
      return { status: 'SUCCESS', isLocked: action === 'lock' };
    case 'jammed':
      return { status: 'FAILURE', errorCode: 'deviceJammingDetected' };
    case 'not-moved':
      return { status: 'FAILURE', errorCode: googleErrorCode('failed', action) };
    case 'unobserved':
      return 'pending';
    case 'unknowable':
      return 'unknowable';
  }
}
