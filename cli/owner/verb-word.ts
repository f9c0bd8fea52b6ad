/** A word of a call behind its verb, such as the lock. */
export interface VerbWord {
  /** In capitals, as the help shows it. */
  readonly name: string;
  /** A sentence without a full stop. */
  readonly help: string;
  /** The question at a terminal if the word is missing; without one the call is refused. */
  readonly ask?: string;
  /** Text of at most so many characters; 100 by default. */
  readonly maxLength?: number;
  /** True if it may be missing. */
  readonly isOptional?: boolean;
  /** True if further words belong to it. */
  readonly isRest?: boolean;
}
