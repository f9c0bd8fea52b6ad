import type { RequestHandler } from 'express';
import { CANCELLED, type Clock } from '../clock.ts';
import type { VitalsStore } from './vitals-counter.ts';

/** The longest that a request waits for the write. */
const MAX_WAIT_MS = 300;

/**
 * Middleware that stores the vitals of this instance once a minute, before the request is handled: on Cloud Run an instance has no
 * processor between requests, and its schedule runs in another one. Not for intents, whose answers Google times.
 */
export function storeVitals(vitals: VitalsStore, clock: Clock): RequestHandler {
  return async (_request, _response, next) => {
    const done = new AbortController();
    const late = clock.delay(MAX_WAIT_MS, done.signal).catch(() => {});
    await Promise.race([vitals.flush(), late]);
    done.abort(CANCELLED);
    next();
  };
}
