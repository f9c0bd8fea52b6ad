import type { UnsentReason } from '../locks/account-state.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import type { LockAction } from '../locks/lock-cloud.ts';
import type { LoadedAccount } from './accounts.ts';
import type { RuleRefusal } from './lock-rules.ts';
import type { UnavailableReason } from './shared-lock.ts';

/** Why a command is not carried out, finer than Google's codes. */
export type CommandRefusal =
  | UnavailableReason
  | RuleRefusal
  | FailureReason
  | UnsentReason
  | 'pin-not-set-up'
  | 'pin-needed'
  | 'pin-wrong'
  /** A PIN of the account, outside its bounds. */
  | 'pin-not-allowed'
  | 'cancelled'
  | 'locked-out'
  /** The account's commands of the last minutes fill its document. */
  | 'too-many'
  | 'already-in-state'
  | 'unknown-command'
  | 'invalid-parameters'
  | 'store-unavailable'
  /** Too many PINs wait to be checked. */
  | 'overloaded';

/** Stands for a grant in what is stored of the owner's own commands. No grant has this id: theirs are random. */
export const ACCOUNT_PAGE = 'account-page';

/** A command of the owner from the account page. */
export interface OwnerCommand {
  /** Names the request: with the same id it never moves the lock twice. */
  readonly requestId: string;
  readonly lockId: string;
  readonly action: LockAction;
  /** As typed. Unlocking needs it. */
  readonly pin?: string;
}

/** The answer to a command of the owner: how it ended, or that it is still under way and its end will be stored. */
export type OwnerAnswer =
  | { readonly kind: 'accepted' | 'pending' }
  | { readonly kind: 'refused'; readonly reason: CommandRefusal };

/** The connection of the browser that waits for an answer. */
export interface OwnerCaller {
  /** True once it is closed. */
  readonly isGone: () => boolean;
  /** The opposite at once and for sure. */
  readonly isStillThere: () => Promise<boolean>;
}

/** Requests of the signed-in owner that take the very way of Google's: the same checks, lockout, marks, jobs and lanes. */
export interface OwnerRequests {
  /** Runs a command. */
  command(loaded: LoadedAccount, command: OwnerCommand, caller: OwnerCaller): Promise<OwnerAnswer>;
  /**
   * Asks the locks themselves, however fresh their states are, one call for each, and stores the readings. Resolves when they are stored,
   * or after 2.5 seconds: a later one is stored by a job.
   */
  check(loaded: LoadedAccount, lockIds: readonly string[], caller: OwnerCaller): Promise<void>;
}
