import type { Request, Response } from 'express';
import { decodeText } from '../../decode-text.ts';
import { createBodyReader, RequestBodyError } from '../../http/request-body.ts';
import { InvalidRequestError } from './intent-request.ts';

/** Requests of a home with a thousand locks are smaller than this limit. */
const readBody = createBodyReader(256 * 1024);

/** Returns the parsed body. Rejects with `RequestBodyError`, or with `SyntaxError` if it is not JSON. */
export async function bodyOf(request: Request, response: Response): Promise<unknown> {
  const body = await readBody(request, response);
  return body && JSON.parse(decodeText(body));
}

/** Returns answer (`status`, `code`) and log `outcome` for a body without a valid intent. Repeats nothing of the body. */
export function bodyFailure(error: unknown): { status: number; code: string; outcome: string } {
  if (error instanceof InvalidRequestError)
    return { status: 400, code: 'invalid_request', outcome: error.message };
  if (error instanceof RequestBodyError && error.status === 413) {
    return { status: 413, code: 'payload_too_large', outcome: 'payload_too_large' };
  }
  if (error instanceof RequestBodyError || error instanceof SyntaxError) {
    return { status: 400, code: 'invalid_request', outcome: 'the body is not JSON' };
  }
  return { status: 500, code: 'internal_error', outcome: 'failed' };
}
