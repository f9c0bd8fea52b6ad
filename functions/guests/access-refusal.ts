import { CloudFailureError } from '../locks/cloud-failure-error.ts';

/** The reasons for which a cloud refuses a code, an ekey or a card; a person can do something about each. */
export type AccessRefusal =
  /** No such code, ekey or card in the lock: a removal may count as done. */
  | 'not-found'
  /** The lock holds a code with these digits. */
  | 'code-taken'
  /** Digits that repeat or count up or down. */
  | 'code-too-simple'
  /** Not 4 to 9 digits. */
  | 'code-length'
  /** A generated code can be changed only after it was used at the lock. */
  | 'code-never-used'
  /** A generated code for these hours was made and deleted before: another hour is needed. */
  | 'hours-used-before'
  /** The lock makes no codes without a gateway. */
  | 'no-offline-codes'
  | 'lock-full'
  /** The ekey's receiver has no account. */
  | 'receiver-unknown'
  /** The receiver's account is bound to another one. */
  | 'receiver-bound'
  /** The receiver is the sender. */
  | 'receiver-is-sender'
  /** The receiver administers the lock. */
  | 'receiver-is-administrator'
  /** The sender's own ekey ends before the one that is sent. */
  | 'outlives-own-key'
  /** A number of seconds that the lock does not allow. */
  | 'seconds-not-allowed';

/** A refusal whose reason the cloud named. Nothing was carried out unless `executed` says that it is unknown. */
export class AccessRefusedError extends CloudFailureError {
  override readonly name: string = 'AccessRefusedError';
  readonly refusal: AccessRefusal;

  constructor(refusal: AccessRefusal, failure: CloudFailureError) {
    super(failure.message, { reason: failure.reason, executed: failure.executed, cause: failure });
    this.refusal = refusal;
  }
}
