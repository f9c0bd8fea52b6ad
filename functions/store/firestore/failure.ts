/**
 * The meaning of a failed call:
 * - `refused`: the precondition did not hold; nothing was written.
 * - `undone`: nothing was written; a retry may succeed.
 * - `unknown`: a write may have happened; a retry may succeed.
 * - `denied`: nothing was written; an operator must act (credentials, permission).
 * - `malformed`: nothing was written; a defect of this program.
 */
type FailureMeaning = 'refused' | 'undone' | 'unknown' | 'denied' | 'malformed';

/** By status of google/rpc/code.proto; others are `unknown`, ABORTED too: it means "not written" for transactions only. */
const MEANINGS: ReadonlyMap<unknown, FailureMeaning> = new Map([
  ['NOT_FOUND', 'refused'],
  ['ALREADY_EXISTS', 'refused'],
  ['FAILED_PRECONDITION', 'refused'],
  ['RESOURCE_EXHAUSTED', 'undone'],
  ['PERMISSION_DENIED', 'denied'],
  ['UNAUTHENTICATED', 'denied'],
  ['INVALID_ARGUMENT', 'malformed'],
  ['UNIMPLEMENTED', 'malformed'],
]);

const MAX_MESSAGE_LENGTH = 300;

/** A failed call to Firestore. Its message contains no token and no data of documents. */
export class FirestoreError extends Error {
  override readonly name = 'FirestoreError';
  readonly meaning: FailureMeaning;

  constructor(meaning: FailureMeaning, message: string, options?: ErrorOptions) {
    super(message, options);
    this.meaning = meaning;
  }
}

/** Returns the failure of an error of Google (https://google.aip.dev/193), or of the HTTP status alone if a proxy answered. */
export function failureFromAnswer(method: string, error: unknown, httpStatus: number): FirestoreError {
  const { status, message } = Object(error);
  if (typeof status !== 'string') {
    const meaning = httpStatus === 401 || httpStatus === 403 ? 'denied' : 'unknown';
    return new FirestoreError(meaning, `${method}: HTTP ${httpStatus}, not answered by Firestore`);
  }
  const text = `${method}: ${status.slice(0, 60)}: ${withoutQuotation(message)}`;
  return new FirestoreError(MEANINGS.get(status) ?? 'unknown', text);
}

/** Returns the meaning of a failure; `unknown` for any other error. */
export function meaningOf(failure: unknown): FailureMeaning {
  return failure instanceof FirestoreError ? failure.meaning : 'unknown';
}

/** True if a retry may succeed. */
export function isRetryable(failure: unknown): boolean {
  const meaning = meaningOf(failure);
  return meaning === 'undone' || meaning === 'unknown';
}

/** Returns Google's text up to the first quotation, which may contain sent data. */
function withoutQuotation(message: unknown): string {
  return typeof message === 'string'
    ? message.replace(/".*/s, '…').slice(0, MAX_MESSAGE_LENGTH)
    : 'no message';
}
