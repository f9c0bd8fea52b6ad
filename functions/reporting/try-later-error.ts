/** The call did not succeed now; it is repeated. */
export class TryLaterError extends Error {
  override readonly name = 'TryLaterError';
  /** True if the call was not sent: Google takes no more, and an early repetition would not be sent either. */
  readonly isPutOff: boolean;

  constructor(message: string, { isPutOff = false }: { readonly isPutOff?: boolean } = {}) {
    super(message);
    this.isPutOff = isPutOff;
  }
}
