/**
 * What a failed call means:
 * - `refused`: the precondition did not hold; nothing was written.
 * - `undone`: nothing was written, another attempt may succeed.
 * - `unknown`: a write may or may not have happened; another attempt may succeed.
 * - `denied`: nothing was written and an operator must act (credentials, permission).
 * - `malformed`: nothing was written and the mistake is ours.
 */
type FailureMeaning = 'refused' | 'undone' | 'unknown' | 'denied' | 'malformed';

/**
 * By canonical status, https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto. Any other is
 * `unknown`, ABORTED too: it should mean that nothing was written, but is promised so for transactions only.
 */
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

/** The longest piece of Google's own words that goes into a message. */
const MAX_MESSAGE_LENGTH = 300;

/** A call to Firestore that failed. Its message tells nothing of tokens and documents. */
export class FirestoreError extends Error {
  override readonly name = 'FirestoreError';
  readonly meaning: FailureMeaning;

  constructor(meaning: FailureMeaning, message: string, options?: ErrorOptions) {
    super(message, options);
    this.meaning = meaning;
  }
}

/**
 * The failure that an error of Google tells, `{code, message, status}` (https://google.aip.dev/193); or that the HTTP
 * status alone tells, where something on the way answered in Google's place.
 */
export function failureFromAnswer(method: string, error: unknown, httpStatus: number): FirestoreError {
  const { status, message } = Object(error);
  if (typeof status !== 'string') {
    const meaning = httpStatus === 401 || httpStatus === 403 ? 'denied' : 'unknown';
    return new FirestoreError(meaning, `${method}: HTTP ${httpStatus}, not answered by Firestore`);
  }
  const told = `${method}: ${status.slice(0, 60)}: ${wordsOf(message)}`;
  return new FirestoreError(MEANINGS.get(status) ?? 'unknown', told);
}

/** What a failed call means; `unknown` for what is no failure of a call. */
export function meaningOf(failure: unknown): FailureMeaning {
  return failure instanceof FirestoreError ? failure.meaning : 'unknown';
}

/** Whether another attempt may succeed. */
export function isRetryable(failure: unknown): boolean {
  const meaning = meaningOf(failure);
  return meaning === 'undone' || meaning === 'unknown';
}

/** Google's words up to the first quotation: what is quoted may be what was sent. */
function wordsOf(message: unknown): string {
  return typeof message === 'string' ? message.replace(/".*/s, '…').slice(0, MAX_MESSAGE_LENGTH) : 'no words';
}
