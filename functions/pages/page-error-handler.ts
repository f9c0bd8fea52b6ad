import type { ErrorRequestHandler } from 'express';
import { RequestBodyError } from '../http/request-body.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { annotate } from './call-log.ts';
import { problemPage } from './problem-page.ts';
import { sendPage } from './visit.ts';

/** The last resort of the pages: says that it is not the person's fault, and nothing of what happened inside. */
export const pageErrorHandler: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  const ways = request.method === 'GET' ? [{ label: 'Try again', href: request.originalUrl }] : [];
  if (error instanceof RequestBodyError) {
    annotate(response, { outcome: 'refused', reason: error.message });
    const page = problemPage('This form cannot be read', 'Go back and send it again.');
    return sendPage(response, error.status, page);
  }
  annotate(response, { outcome: 'failed', error });
  const isOutage = error instanceof StoreUnavailableError;
  if (isOutage) response.set('Retry-After', '30');
  const page = problemPage(
    'Something went wrong on our side',
    isOutage
      ? 'Our memory cannot be reached right now. Go back and try again in a minute.'
      : 'It is not your fault. Go back and try again; if it happens again, tell whoever runs this service.',
    ways,
  );
  sendPage(response, isOutage ? 503 : 500, page);
};
