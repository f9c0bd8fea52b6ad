import type { RequestHandler } from 'express';
import type { Logger } from '../logs/logger.ts';
import { believesPeer, callerNetwork, forwardedCount } from './caller-address.ts';

/**
 * Middleware that warns once of a proxy that is not named: all its callers are counted as one. Of the others it logs once how many write
 * the header, and whose address arrives: behind a content network it may be the network's own.
 */
export function warnOfProxies(logger: Logger): RequestHandler {
  let isWarned = false;
  let isLogged = false;
  return (request, _response, next) => {
    if (request.headers['x-forwarded-for'] !== undefined) {
      if (believesPeer(request)) {
        if (!isLogged) {
          logger.info('proxies', { forwarded: forwardedCount(request), caller: callerNetwork(request) });
        }
        isLogged = true;
      } else if (!isWarned) {
        isWarned = true;
        logger.warn('ignored X-Forwarded-For, which no trusted proxy sent');
      }
    }
    next();
  };
}
