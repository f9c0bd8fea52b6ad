import { type RequestHandler, raw } from 'express';

/** Why a form was not read: an HTTP status for pages; the token endpoint answers the same to all. */
export class FormRefusedError extends Error {
  override readonly name = 'FormRefusedError';
  readonly status: 400 | 413 | 415;
  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/** Far more than any form of ours; a page with a thousand locks fits. */
const MAX_FORM_BYTES = '64kb';

/**
 * Reads the body of a request as bytes, whatever it is; `readForm` makes sense of it. The functions framework of
 * Firebase has read the body already and keeps the bytes as `rawBody`.
 */
export function readBody(): RequestHandler {
  const parse = raw({ type: () => true, limit: MAX_FORM_BYTES });
  return (request, response, next) => {
    if (rawBodyOf(request)) return next();
    parse(request, response, (error?: unknown) => {
      if (error === undefined) return next();
      next(new FormRefusedError(isTooLarge(error) ? 413 : 400, 'the body cannot be read'));
    });
  };
}

/** The fields of an `application/x-www-form-urlencoded` request. Throws {@link FormRefusedError}. */
export function readForm(request: {
  is(type: string): string | false | null;
  readonly body?: unknown;
}): URLSearchParams {
  if (!request.is('application/x-www-form-urlencoded')) throw new FormRefusedError(415, 'not a form');
  const body = rawBodyOf(request) ?? request.body;
  if (!Buffer.isBuffer(body)) throw new FormRefusedError(400, 'no form');
  if (body.length > 65_536) throw new FormRefusedError(413, 'the form is too large');
  return new URLSearchParams(body.toString('utf8'));
}

/** The same, of a form in which only the fields of `lists` may appear more than once. Throws {@link FormRefusedError}. */
export function readOwnForm(
  request: Parameters<typeof readForm>[0],
  lists: readonly string[] = [],
): URLSearchParams {
  const form = readForm(request);
  if ([...repeatedNames(form)].some((name) => !lists.includes(name))) {
    throw new FormRefusedError(400, 'repeated parameter');
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

function rawBodyOf(request: object): Buffer | undefined {
  return 'rawBody' in request && Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
}

function isTooLarge(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.too.large';
}
