import type { ErrorRequestHandler } from 'express';
import { HashDroppedError } from '../accounts/pins/hash-slots.ts';
import { RequestBodyError } from '../http/request-body.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { annotate } from './call-log.ts';
import { anyWords } from './page-language.ts';
import { problemPage } from './problem-page.ts';
import { isReading, sendPage } from './visit.ts';

/** Answers an error that no page handled, without internal details. The log gets the error. */
export const pageErrorHandler: ErrorRequestHandler = async (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  const words = await anyWords(response);
  const links = isReading(request)
    ? [{ label: words.text('common.tryAgain'), href: request.originalUrl }]
    : [];
  if (error instanceof RequestBodyError) {
    annotate(response, { outcome: 'refused', reason: error.message });
    const page = problemPage(words, words.text('errors.unreadableForm'), words.text('errors.goBack'));
    return sendPage(response, error.status, page);
  }
  if (error instanceof HashDroppedError) {
    annotate(response, { outcome: 'failed', reason: error.message });
    response.set('Retry-After', '5');
    const page = problemPage(words, words.text('errors.busy'), words.text('errors.busyHelp'), links);
    return sendPage(response, 503, page);
  }
  annotate(response, { outcome: 'failed', error });
  const isOutage = error instanceof StoreUnavailableError;
  if (isOutage) response.set('Retry-After', '30');
  const message = words.text(isOutage ? 'errors.noDatabase' : 'errors.notYourFault');
  const page = problemPage(words, words.text('errors.ourFault'), message, links);
  sendPage(response, isOutage ? 503 : 500, page);
};
