import { type Request, type Response, raw } from 'express';

/** A request body that is refused, with its HTTP status: too large (413), of another type (415) or malformed (400). */
export class RequestBodyError extends Error {
  override readonly name = 'RequestBodyError';
  readonly status: 400 | 413 | 415;
  constructor(status: 400 | 413 | 415, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}

/** Reads the bytes of a request body; `undefined` if the request has none. Rejects with {@link RequestBodyError}. */
type BodyReader = (request: Request, response: Response) => Promise<Buffer | undefined>;

/** Creates a reader of bodies of any type. The functions framework consumes the stream and keeps the bytes in `rawBody`. */
export function createBodyReader(maxBytes: number): BodyReader {
  const parse = raw({ limit: maxBytes, type: () => true });
  return async (request, response) => {
    if ('rawBody' in request && Buffer.isBuffer(request.rawBody)) {
      if (request.rawBody.length > maxBytes) throw new RequestBodyError(413, 'the body is too large');
      return request.rawBody;
    }
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) =>
        error === undefined ? resolve() : reject(refusal(error)),
      );
    });
    const body: unknown = request.body;
    return Buffer.isBuffer(body) ? body : undefined;
  };
}

function refusal(error: unknown): unknown {
  const status: unknown = Object(error)['status'];
  if (status === 413) return new RequestBodyError(413, 'the body is too large', error);
  if (status === 415) return new RequestBodyError(415, 'the encoding of the body is not supported', error);
  const isClientError = typeof status === 'number' && status >= 400 && status < 500;
  return isClientError ? new RequestBodyError(400, 'the body cannot be read', error) : error;
}
