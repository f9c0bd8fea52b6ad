import type { RequestHandler, Response } from 'express';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';

/** The fields of the one log line of a call. No token, no code, no name. */
export interface PageCall {
  readonly endpoint: string;
  grantType?: 'authorization_code' | 'refresh_token' | 'other';
  outcome: string;
  reason?: string;
  /** True if a person signed in, whatever came of it. */
  signedIn?: true;
  accountId?: string;
  grantId?: string;
  upstreamMs?: number;
  error?: unknown;
}

const CALL = 'pageCall';

/** Middleware that logs one line when the response was sent or the caller disconnected. */
export type LogCall = (
  endpoint: PageCall['endpoint'],
  message: 'oauth call' | 'account call' | 'operator call',
) => RequestHandler;

/** Creates {@link LogCall}. */
export function createLogCall(deps: { clock: Clock; logger: Logger }): LogCall {
  return (endpoint, message) => (_, response, next) => {
    const startedAt = deps.clock.now();
    const call: PageCall = { endpoint, outcome: 'unanswered' };
    response.locals[CALL] = call;
    let logged = false;
    const log = () => {
      if (logged) return;
      logged = true;
      const level = call.error === undefined ? 'info' : 'error';
      deps.logger[level](message, {
        ...call,
        status: response.statusCode,
        ms: deps.clock.now() - startedAt,
      });
    };
    response.once('finish', log);
    response.once('close', log);
    next();
  };
}

/** Adds fields to the log line of the call that is being answered. */
export function annotate(response: Response, fields: Partial<Omit<PageCall, 'endpoint'>>): void {
  Object.assign(response.locals[CALL] ?? {}, fields);
}
