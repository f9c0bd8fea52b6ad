/**
 * What a failed call means:
 * - `refused`: the precondition did not hold; nothing was written.
 * - `undone`: nothing was written, another attempt may succeed.
 * - `unknown`: a write may or may not have happened; another attempt may succeed.
 * - `denied`: nothing was written and an operator must act (credentials, permission).
 * - `malformed`: nothing was written and the mistake is ours.
 */
export type FailureMeaning = 'refused' | 'undone' | 'unknown' | 'denied' | 'malformed';

// Canonical codes, https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const FAILED_PRECONDITION = 9;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

/**
 * Reads the canonical code of a failed call, or the reason that the transport gives for one that it cut short. Anything
 * else (a torn connection, bad JSON) is `unknown`.
 */
export function meaningOf(failure: unknown): FailureMeaning {
  const { code, reason } = Object(failure);
  if (reason === 'RESOURCE_EXHAUSTED') return 'undone';
  switch (code) {
    case NOT_FOUND:
    case ALREADY_EXISTS:
    case FAILED_PRECONDITION:
      return 'refused';
    case PERMISSION_DENIED:
    case UNAUTHENTICATED:
      return 'denied';
    case INVALID_ARGUMENT:
    case UNIMPLEMENTED:
      return 'malformed';
    default:
      return 'unknown';
  }
}

/** Whether another attempt may succeed. */
export function isWorthRepeating(failure: unknown): boolean {
  const meaning = meaningOf(failure);
  return meaning === 'undone' || meaning === 'unknown';
}
