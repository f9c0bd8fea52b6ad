import type { RequestHandler } from 'express';
import type { Logger } from '../logs/logger.ts';
import { believesPeer } from './caller-address.ts';

/** Middleware that warns once of a proxy that is not named: all its callers are counted as one. */
export function warnOfProxies(logger: Logger): RequestHandler {
  let warned = false;
  return (request, _response, next) => {
    if (!warned && request.headers['x-forwarded-for'] !== undefined && !believesPeer(request)) {
      warned = true;
      logger.warn('ignored X-Forwarded-For, which no trusted proxy sent');
    }
    next();
  };
}
