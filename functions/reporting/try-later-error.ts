/** The call did not succeed now; its job is retried. */
export class TryLaterError extends Error {
  override readonly name = 'TryLaterError';
}
