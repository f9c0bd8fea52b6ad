import * as v from 'valibot';
import { readPayload } from '../http/read-payload.ts';
import { SifelyError } from '../http/sifely-error.ts';
import type { SifelyRequest } from '../http/transport.ts';

const ENDPOINT = '/client/roll-token';

/**
 * The reply is not documented: the name that the sign-in uses comes first, then any text in the form of a key. An unread key is
 * lost.
 */
const rolledSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform(({ clientToken, ...others }) =>
    [clientToken, ...Object.values(others).filter((value) => isKey(value))].find(
      (value) => typeof value === 'string' && value !== '',
    ),
  ),
  v.string('no key'),
);

function isKey(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('sk-');
}

/**
 * Returns the request for a new API key: `POST /client/roll-token` with the present key, no parameters; replies with the new one,
 * and the old one stops at once (Sifely docs, Overview of 2026-06-16; the reply is not documented). Never repeated after a
 * timeout.
 */
export function rollKeyRequest(timeoutMs: number): SifelyRequest<string> {
  return {
    endpoint: ENDPOINT,
    method: 'POST',
    timeoutMs,
    idempotent: false,
    changes: true,
    read: readPayload(rolledSchema),
  };
}

/** Returns the failure of an account that has no API key. */
export function noKeyToRoll(): SifelyError {
  const row = {
    meaning: 'the account has tokens, not an API key',
    reason: 'not-supported',
    executed: 'no',
    renewalMayHelp: false,
  } as const;
  return new SifelyError(row, { endpoint: ENDPOINT, kind: 'refused' });
}
