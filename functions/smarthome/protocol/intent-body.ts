import express, { type Request, type Response } from 'express';
import { InvalidRequestError } from './intent-request.ts';

/** The largest body that is read. A home with a thousand locks asks with less. */
const MAX_BODY_BYTES = 256 * 1024;

const readBytes = express.raw({ limit: MAX_BODY_BYTES, type: () => true });

/**
 * The body, parsed; rejects with why not (`status` 413 where it is too long, `SyntaxError` where it is not JSON). A platform
 * may have read and parsed it already and kept its bytes in `rawBody` (Cloud Functions).
 */
export async function bodyOf(request: Request & { rawBody?: unknown }, response: Response): Promise<unknown> {
  const { rawBody } = request;
  if (Buffer.isBuffer(rawBody) && rawBody.length > MAX_BODY_BYTES) {
    throw Object.assign(new Error('the body is too long'), { status: 413 });
  }
  await new Promise<void>((resolve, reject) => {
    readBytes(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? JSON.parse(body.toString('utf8')) : body;
}

/** How a body that cannot be read, or holds no intent, is answered (`status`, `code`) and logged (`outcome`); nothing of it is repeated. */
export function bodyFailure(error: unknown): { status: number; code: string; outcome: string } {
  if (error instanceof InvalidRequestError)
    return { status: 400, code: 'invalid_request', outcome: error.message };
  const isBroken = error instanceof SyntaxError;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return { status, code: 'payload_too_large', outcome: 'payload_too_large' };
  if (isBroken || (typeof status === 'number' && status >= 400 && status < 500)) {
    return { status: 400, code: 'invalid_request', outcome: 'the body is not JSON' };
  }
  return { status: 500, code: 'internal_error', outcome: 'failed' };
}
