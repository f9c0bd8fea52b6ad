/** More causes than errors have. */
const MAX_DEPTH = 8;

/** The system's and Node's codes are upper case; libraries' own, as `app/network-error`, are not. */
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

/**
 * Returns why a call brought no answer: the code of an error or of the first of its causes that has one (`ECONNREFUSED`,
 * `CERT_HAS_EXPIRED`), or `NO_CONNECTION` or `NO_ANSWER` after a timeout. `undefined` if there is none. Never an address or a text.
 */
export function failureCause(error: unknown): string | undefined {
  return find(error, 0);
}

function find(error: unknown, depth: number): string | undefined {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return undefined;
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  const own = ownCode(error);
  // Libraries repeat the code of a cause that knows more.
  const deeper = find(cause, depth + 1);
  if (own !== undefined) return own === 'NO_ANSWER' ? (deeper ?? own) : own;
  if (deeper !== undefined || !Array.isArray(errors)) return deeper;
  return errors.map((each) => find(each, depth + 1)).find((found) => found !== undefined);
}

function ownCode(error: object): string | undefined {
  const { code, networkCause, sent, name } = error as Readonly<Record<string, unknown>>;
  const found = networkCause ?? code;
  // The caller that logs it still waits: its time limit ended the call.
  if (found === 'ABORTED') return sent === false ? 'NO_CONNECTION' : 'NO_ANSWER';
  if (typeof found === 'string' && CODE.test(found)) return found;
  return name === 'TimeoutError' ? 'NO_ANSWER' : undefined;
}
