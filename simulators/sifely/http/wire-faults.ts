import { AUTHENTICATION_FAILED, HttpError, PlatformError } from './failures.ts';
import { FAULT_CODES, type Fault } from './faults.ts';
import { JSON_TYPE, type Reply } from './replies.ts';

/** The outcome on the wire: a response, or a broken connection. */
export type Outcome = Reply | 'drop' | 'hang' | { readonly stall: Reply };

const HTML = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>It works!</body></html>',
};

/**
 * Applies a fault to a response: to the right one in `reply`, if the work was done. Failures in the cloud's own format
 * are returned as errors, to be formatted like all others.
 */
export function mistreated(fault: Fault, reply: Reply | undefined): Outcome | HttpError | PlatformError {
  const { kind, retryAfterSeconds, body } = fault;
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  switch (kind) {
    case 'drop':
    case 'hang':
      return kind;
    case 'stall':
      return { stall: reply ?? { status: 200, headers: JSON_TYPE, body: '{"list":[' } };
    case 'non-json':
      return HTML;
    case 'wrong-content-type':
      return { ...HTML, ...reply, headers: HTML.headers };
    case 'plan-exceeded':
      return new HttpError(
        402,
        { code: 50504, msg: 'The number of devices exceeds the limit of the plan.' },
        headers,
      );
    case 'rate-limited':
      return new HttpError(429, { code: 429, msg: 'Too many requests.' }, headers);
    case 'auth-text':
      return new HttpError(200, { msg: AUTHENTICATION_FAILED });
    case 'body':
      return new HttpError(fault.status ?? 200, body ?? '', { ...JSON_TYPE, ...headers });
    case 'status': {
      const status = fault.status ?? 500;
      return new HttpError(status, body ?? `<html><body><h1>${status}</h1></body></html>`, headers);
    }
    default:
      return platformError(fault);
  }
}

/** Returns the platform code of a fault that has one. */
export function platformError({ kind, code, carrier }: Fault): PlatformError {
  const codes: Readonly<Record<string, number>> = FAULT_CODES;
  return new PlatformError(code ?? codes[kind] ?? 1, carrier);
}
