import type { RequestHandler } from 'express';
import { describeKeyProblem } from './accounts/installation/installation.ts';
import type { InstallationGuard } from './accounts/installation/installation-guard.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logs/logger.ts';
import { NOT_SET_UP, sendPlainPage } from './pages/plain-page.ts';
import { withTimeout } from './timeout.ts';

/** A request that does not wait longer fails by the store itself, if that does not answer. */
const MAX_WAIT_MS = 500;

const INTENTS = '/smarthome';

/** Paths that answer all the same. */
const OPERATORS = new Set(['/health', '/healthz', '/ready']);

/**
 * Middleware that answers 503 while `ENCRYPTION_KEYS` does not fit the database: an owner who signs in would be led to link a second account.
 * Looks at the first request, where no start did.
 */
export function refuseWrongKeys(
  guard: InstallationGuard,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): RequestHandler {
  let isLogged = false;
  return async (request, response, next) => {
    if (OPERATORS.has(request.path)) return next();
    const opening = guard.open();
    try {
      if (request.path === INTENTS) {
        // The first intent of an instance is not kept waiting: with wrong keys it fails by itself, and links nothing.
        void opening.catch(() => {});
      } else await withTimeout(opening, MAX_WAIT_MS, clock);
    } catch {
      // The store does not answer, which the request will find out too.
      return next();
    }
    if (guard.problem === undefined) return next();
    if (!isLogged) {
      isLogged = true;
      const { message, remedy } = describeKeyProblem(guard.problem);
      logger.error('ENCRYPTION_KEYS does not fit the database', { found: message, remedy });
    }
    await sendPlainPage(request, response, NOT_SET_UP);
  };
}
