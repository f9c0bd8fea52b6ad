import { type Request, type Response, raw } from 'express';
import { InflateError, inflate } from './inflate.ts';

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

/**
 * Creates a reader of bodies of any type, compressed or not, of at most `maxBytes` as sent and inflated: no header is a reason
 * to refuse. A framework that consumes the stream keeps the bytes in `rawBody`.
 */
export function createBodyReader(maxBytes: number): BodyReader {
  const parse = raw({ limit: maxBytes, type: () => true });
  const readStream = async (request: Request, response: Response): Promise<Buffer | undefined> => {
    // Or else the parser refuses what it does not know.
    delete request.headers['content-encoding'];
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) =>
        error === undefined ? resolve() : reject(refusal(error)),
      );
    });
    const body: unknown = request.body;
    return Buffer.isBuffer(body) ? body : undefined;
  };
  return async (request, response) => {
    const encoding = request.headers['content-encoding'];
    const isRead = 'rawBody' in request && Buffer.isBuffer(request.rawBody);
    const sent = isRead ? (request.rawBody as Buffer) : await readStream(request, response);
    if (sent === undefined) return undefined;
    if (sent.length > maxBytes) throw new RequestBodyError(413, 'the body is too large');
    try {
      return inflate(sent, encoding, maxBytes);
    } catch (error) {
      if (!(error instanceof InflateError)) throw error;
      throw error.isTooLong
        ? new RequestBodyError(413, 'the body is too large', error)
        : new RequestBodyError(400, 'the body cannot be read', error);
    }
  };
}

function refusal(error: unknown): unknown {
  const status: unknown = Object(error)['status'];
  if (status === 413) return new RequestBodyError(413, 'the body is too large', error);
  const isClientError = typeof status === 'number' && status >= 400 && status < 500;
  return isClientError ? new RequestBodyError(400, 'the body cannot be read', error) : error;
}
