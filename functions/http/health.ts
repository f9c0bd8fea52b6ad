import type { RequestHandler } from 'express';
import type { Clock } from '../clock.ts';
import { VERSION } from '../version.ts';

/**
 * `GET /health`: version and uptime. Calls nothing else: an outage elsewhere must not restart healthy instances. `/healthz` is the same;
 * Cloud Run reserves paths that end in z.
 */
export function health(clock: Clock): RequestHandler {
  const startedAt = clock.now();
  return (_request, response) => {
    const uptimeSeconds = Math.floor((clock.now() - startedAt) / 1000);
    response.set('Cache-Control', 'no-store').json({ status: 'ok', version: VERSION, uptimeSeconds });
  };
}
