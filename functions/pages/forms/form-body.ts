import type { Request, RequestHandler } from 'express';
import { decodeText } from '../../decode-text.ts';
import { createBodyReader, RequestBodyError } from '../../http/request-body.ts';

/** Far more than any form of ours; a page with a thousand locks fits. */
const MAX_FORM_BYTES = 64 * 1024;

const readBytes = createBodyReader(MAX_FORM_BYTES);

/** Middleware that reads the bytes of the body, whatever its type, into `request.body` for {@link readForm}. */
export const readBody: RequestHandler = async (request, response, next) => {
  request.body = await readBytes(request, response);
  next();
};

/** Types of bodies that say that they are no form. Any other label, or none, may be a proxy's mistake. */
const OTHER_TYPES = /^\s*multipart\/|^[^;]*[/+](json|xml)\b/i;

/** The fields of an `application/x-www-form-urlencoded` request after {@link readBody}. Throws `RequestBodyError`. */
export function readForm(request: Request): URLSearchParams {
  if (OTHER_TYPES.test(request.headers['content-type'] ?? '')) throw new RequestBodyError(415, 'not a form');
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body)) throw new RequestBodyError(400, 'no form');
  return new URLSearchParams(decodeText(body));
}

/** {@link readForm} of a form in which only the fields of `lists` may appear more than once. Throws `RequestBodyError`. */
export function readOwnForm(request: Request, lists: readonly string[] = []): URLSearchParams {
  const form = readForm(request);
  if ([...repeatedNames(form)].some((name) => !lists.includes(name))) {
    throw new RequestBodyError(400, 'repeated parameter');
  }
  return form;
}

/** The names that appear more than once. RFC 6749, 3.1 and 3.2: parameters must not be included more than once. */
export function repeatedNames(params: URLSearchParams): Set<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of params.keys()) (seen.has(name) ? repeated : seen).add(name);
  return repeated;
}
