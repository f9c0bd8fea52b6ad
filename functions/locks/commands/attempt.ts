import type { CommandOutcome } from '../account-state.ts';
import { type CommandEnd, UNSENT } from './command-marks.ts';

/** An outcome; final if no later attempt might succeed. */
export type Result = { readonly outcome: CommandOutcome; readonly isFinal: boolean };

/** The result of a command that was accepted. */
export const ACCEPTED: Result = { outcome: { kind: 'accepted' }, isFinal: true };

/** The attempts of one command so far. */
export interface Attempt {
  /** True between sending and the answer: the command cannot be called back. */
  isUnderWay: boolean;
  sentAt: number | undefined;
  /** When it was first sent, by whichever process; a second time follows a refusal only. */
  refusedAt: number | undefined;
  /** The end of the time to send, as the clock shows it. */
  readonly sendBy: () => number;
  /** True if it must not be sent again, whatever the clock says: it may have been set back to before `sendBy`. */
  gaveUp: boolean;
  /** The outcome of the last attempt, or that there was none. */
  last: CommandOutcome;
}

/** A command that was not sent yet. */
export const NEW_ATTEMPT = { isUnderWay: false, sentAt: undefined, gaveUp: false, last: UNSENT.outcome };

/** Returns the result if no further attempt is made. */
export function lastOf({ last }: Attempt): Result {
  return { outcome: last, isFinal: last.kind === 'unknown' };
}

/** Returns the end of a command with its last result. */
export function endOf({ outcome, isFinal }: Result, { sentAt }: Attempt): CommandEnd {
  return { outcome, sentAt, isUnsent: !isFinal };
}
