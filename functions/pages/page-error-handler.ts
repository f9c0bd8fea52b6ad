import type { ErrorRequestHandler } from 'express';
import { HashDroppedError } from '../accounts/pins/hash-slots.ts';
import { RequestBodyError } from '../http/request-body.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { annotate } from './call-log.ts';
import { problemPage } from './problem-page.ts';
import { isReading, sendPage } from './visit.ts';

/** Answers an error that no page handled, without internal details. The log gets the error. */
export const pageErrorHandler: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  const links = isReading(request) ? [{ label: 'Try again', href: request.originalUrl }] : [];
  if (error instanceof RequestBodyError) {
    annotate(response, { outcome: 'refused', reason: error.message });
    const page = problemPage('We couldn’t read this form', 'Go back and try again.');
    return sendPage(response, error.status, page);
  }
  if (error instanceof HashDroppedError) {
    annotate(response, { outcome: 'failed', reason: error.message });
    response.set('Retry-After', '5');
    const page = problemPage('We’re busy right now', 'Go back and try again in a minute.', links);
    return sendPage(response, 503, page);
  }
  annotate(response, { outcome: 'failed', error });
  const isOutage = error instanceof StoreUnavailableError;
  if (isOutage) response.set('Retry-After', '30');
  const page = problemPage(
    'Something went wrong on our side',
    isOutage
      ? 'We can’t reach our database right now. Go back and try again in a minute.'
      : 'It’s not your fault. Go back and try again. If it keeps happening, tell the person who runs this service.',
    links,
  );
  sendPage(response, isOutage ? 503 : 500, page);
};
