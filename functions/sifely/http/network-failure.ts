import { HttpRequestError } from '../../http/http-client.ts';
import { otherFailures } from './error-table.ts';
import { SifelyError } from './sifely-error.ts';

/** Returns a failed exchange as `SifelyError`: not executed without a connection, else unknown. Keeps the system's code only. */
export function networkFailure(endpoint: string, error: unknown): SifelyError {
  if (!(error instanceof HttpRequestError)) {
    return new SifelyError(otherFailures.connectionLost, { endpoint, kind: 'network' });
  }
  const { code, status, sent } = error;
  if (code === 'ANSWER_TOO_LONG' || code === 'ENCODED') {
    return new SifelyError(otherFailures.unreadable, {
      endpoint,
      status,
      kind: 'unreadable',
      networkCause: code,
    });
  }
  const row = sent ? otherFailures.connectionLost : otherFailures.unreachable;
  return new SifelyError(row, { endpoint, kind: 'network', networkCause: code });
}

/** True if a failed request may have reached Sifely. */
export function wasSent(error: unknown): boolean {
  return !(error instanceof HttpRequestError) || error.sent;
}
