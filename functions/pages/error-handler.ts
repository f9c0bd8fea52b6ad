import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from '../logs/logger.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { sendPlainPage } from './plain-page.ts';

/** Answers 404 to every request that no route handled. */
export const notFound: RequestHandler = (request, response) =>
  sendPlainPage(request, response, {
    status: 404,
    error: 'not_found',
    page: (words) => ({ title: words.text('errors.notFound'), sentences: [words.text('errors.toLink')] }),
  });

/** Error codes of requests that cannot be read, by the status of the body parser or of Express. */
const CLIENT_ERRORS: Readonly<Record<number, string>> = {
  413: 'request_too_large',
  415: 'unsupported_media_type',
};

/** Handles all other errors: the client gets the status, the log the error with its causes unless the request caused it. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    const status = statusOf(error);
    const fields = { method: request.method, path: request.path, status };
    if (status >= 500) logger.error('request failed', { ...fields, error });
    else logger.info('request refused', fields);
    // The response has begun: Express's own handler closes the connection.
    if (response.headersSent) {
      next(error);
      return;
    }
    if (status === 503) response.set('Retry-After', '5');
    const isOurs = status >= 500;
    await sendPlainPage(request, response, {
      status,
      error: CLIENT_ERRORS[status] ?? (isOurs ? 'server_error' : 'bad_request'),
      page: (words) => ({
        title: words.text(isOurs ? 'errors.title' : 'errors.unreadable'),
        sentences: [words.text(isOurs ? 'errors.ourSide' : 'errors.goBack')],
      }),
    });
  };
}

function statusOf(error: unknown): number {
  if (error instanceof StoreUnavailableError) return 503;
  const status: unknown = Object(error)['status'];
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
