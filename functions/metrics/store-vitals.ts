import type { RequestHandler } from 'express';
import type { VitalsStore } from './vitals-counter.ts';

/**
 * Middleware that begins to store the vitals of this instance, once a minute, while the request is handled: on Cloud Run an instance has no
 * processor between requests, and its schedule runs in another one. Nobody waits for it. A write that stands still with its instance goes
 * on with the next request. Not for intents, so that they share the store with nothing.
 */
export function storeVitals(vitals: VitalsStore): RequestHandler {
  return (_request, _response, next) => {
    void vitals.flush();
    next();
  };
}
