import { HttpRequestError } from '../../http/http-client.ts';
import { otherFailures } from './error-table.ts';
import { SifelyError } from './sifely-error.ts';

/**
 * A failed exchange as our error. Where no connection stood nothing can have been carried out; otherwise nobody knows.
 * Only the system's code is kept (see {@link HttpRequestError}).
 */
export function networkFailure(endpoint: string, error: unknown): SifelyError {
  if (!(error instanceof HttpRequestError)) {
    return new SifelyError(otherFailures.connectionLost, { endpoint, kind: 'network' });
  }
  const { code, status, sent } = error;
  if (code === 'ANSWER_TOO_LONG') {
    return new SifelyError(otherFailures.unreadable, { endpoint, status, kind: 'unreadable', note: code });
  }
  const row = sent ? otherFailures.connectionLost : otherFailures.unreachable;
  return new SifelyError(row, { endpoint, kind: 'network', note: code });
}

/** Whether a failed exchange may have reached the other side. */
export function wasSent(error: unknown): boolean {
  return !(error instanceof HttpRequestError) || error.sent;
}
