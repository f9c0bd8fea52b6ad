import { otherFailures } from './error-table.ts';
import { SifelyError } from './sifely-error.ts';

/** Failures before a connection stood, so that no request can have left. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * A failed `fetch` as our error. Only the system's code is kept: causes of `fetch` may hold addresses with secrets in
 * their query, or bytes of a reply.
 */
export function networkFailure(endpoint: string, error: unknown): SifelyError {
  const code = systemCode(error);
  const row = neverConnected.has(code) ? otherFailures.unreachable : otherFailures.connectionLost;
  return new SifelyError(row, { endpoint, kind: 'network', note: code });
}

function systemCode(error: unknown): string {
  let cause = error;
  for (let depth = 0; typeof cause === 'object' && cause !== null && depth < 5; depth++) {
    const { code, cause: next } = cause as { readonly code?: unknown; readonly cause?: unknown };
    if (typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
    cause = next;
  }
  return 'no system code';
}
