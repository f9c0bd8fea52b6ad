import type { Request, RequestHandler } from 'express';
import type { Clock } from '../clock.ts';
import { VERSION } from '../version.ts';
import { believesPeer, callerNetwork, forwardedCount } from './caller-address.ts';

/** The way on which a request of doctor arrived. */
export interface Arrival {
  /** Number of addresses in `X-Forwarded-For`. */
  readonly forwarded: number;
  /** True if the sender of the request may say on whose behalf it sends. */
  readonly trusted: boolean;
  /** The network by which the caller is counted. */
  readonly caller: string;
}

/**
 * `GET /health`: version and uptime. Calls nothing else: an outage elsewhere must not restart healthy instances. `/healthz` is the same;
 * Cloud Run reserves paths that end in z. A question of doctor (`?doctor=`) that `answer` accepts is answered besides.
 */
export function health(
  clock: Clock,
  answer: (question: string, now: number) => object | undefined,
): RequestHandler {
  const startedAt = clock.now();
  return (request, response) => {
    const now = clock.now();
    const uptimeSeconds = Math.floor((now - startedAt) / 1000);
    const { doctor: question } = request.query;
    const proof = typeof question === 'string' ? answer(question, now) : undefined;
    response.set('Cache-Control', 'no-store').json({
      ...{ status: 'ok', version: VERSION, uptimeSeconds },
      ...(proof && { doctor: { ...proof, ...arrivalOf(request) } }),
    });
  };
}

function arrivalOf(request: Request): Arrival {
  return {
    forwarded: forwardedCount(request),
    trusted: believesPeer(request),
    caller: callerNetwork(request),
  };
}
