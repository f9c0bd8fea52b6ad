import type { SharedLock } from '../accounts/shared-lock.ts';
import type { CommandMark } from '../locks/account-state.ts';
import { mayHaveRelocked, TARGET } from '../locks/known-state.ts';
import { type GoogleErrorCode, googleErrorCode } from '../smarthome/protocol/error-codes.ts';

/**
 * How a command ended, in the words of a follow-up response; `open` while it may become known, `unknowable` when it will
 * not: something else has moved the bolt since.
 */
export type FollowUpOutcome =
  | { readonly status: 'SUCCESS'; readonly isLocked: boolean }
  | { readonly status: 'FAILURE'; readonly errorCode: GoogleErrorCode }
  | 'open'
  | 'unknowable';

/** A command without an outcome is not sent any more by then; its process may have died. */
const UNDER_WAY_MS = 90_000;

/**
 * Judges a command by its outcome and by what was observed after it. That the gateway accepted it is not enough: only a
 * bolt that was seen in its place is a success. `since`, when the command was taken on, and `now` in ms since the epoch.
 */
export function followUpOutcome(
  lock: SharedLock,
  mark: CommandMark,
  since: number,
  now: number,
): FollowUpOutcome {
  const { state, relock } = lock;
  const { outcome, action } = mark;
  if (outcome?.kind === 'failed') {
    return { status: 'FAILURE', errorCode: googleErrorCode(outcome.reason, action) };
  }
  if (outcome === undefined && now - since < UNDER_WAY_MS) return 'open';
  const later = state.commands.slice(state.commands.indexOf(mark) + 1);
  if (later.some((other) => other.action !== action && other.outcome?.kind !== 'failed')) return 'unknowable';
  const { snapshot } = state;
  const isObserved = snapshot !== undefined && snapshot.source !== 'command' && snapshot.happenedAt > mark.at;
  if (!isObserved || !snapshot.online) return 'open';
  if (snapshot.jammed) return { status: 'FAILURE', errorCode: 'deviceJammingDetected' };
  if (snapshot.bolt === 'unknown') return 'open';
  if (snapshot.bolt === TARGET[action]) return { status: 'SUCCESS', isLocked: action === 'lock' };
  // It was unlocked and locked itself again, or it never moved.
  if (action === 'unlock' && mayHaveRelocked(mark.at, relock, snapshot.happenedAt)) return 'unknowable';
  return { status: 'FAILURE', errorCode: googleErrorCode('failed', action) };
}
