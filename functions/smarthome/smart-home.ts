import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Accounts, AuthenticatedAccount } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Entropy } from '../entropy.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { CloudAccess } from '../locks/lock-cloud.ts';
import type { LockWork } from '../locks/lock-work.ts';
import type { Logger } from '../logs/logger.ts';
import { Trace } from '../logs/trace.ts';
import { bearerToken } from './bearer-token.ts';
import { disconnect } from './disconnect.ts';
import { createDispatch } from './dispatch.ts';
import { execute } from './execute.ts';
import { failureAnswer } from './failure-answer.ts';
import { type IntentRequest, InvalidRequest, readIntent } from './intent-request.ts';
import { noteLinked } from './note-linked.ts';
import type { IntentParts } from './parts.ts';
import { query } from './query.ts';
import { sync } from './sync.ts';

/** What the fulfillment needs; everything with an effect on the outside is handed in. */
export interface SmartHomeParts extends LockWork {
  readonly config: Pick<
    Config,
    'executeDeadlineMs' | 'queryDeadlineMs' | 'snapshotFreshMs' | 'verifyAfterMs'
  >;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly cloud: CloudAccess;
  readonly jobs: Jobs;
}

/** Google's side of the product. */
export interface SmartHome {
  /** `POST /smarthome`. Needs no body parser in front. */
  readonly router: Router;
}

/** The largest body that is read. A home with a thousand locks asks with less. */
const LARGEST_BODY = 256 * 1024;

/** Who sent a request that passed authentication; by request, never on a shared object. */
interface Authenticated {
  readonly account: AuthenticatedAccount;
  readonly startedAt: number;
}

/**
 * The fulfillment: authentication first, then the body, then the intent. Locks that fail make errors inside an
 * answer of 200; only our own store being out makes a 503.
 */
export function createSmartHome(given: SmartHomeParts): SmartHome {
  const { clock, logger, accounts } = given;
  const parts: IntentParts = { ...given, learning: new Set() };
  const dispatch = createDispatch({
    sync: (context) => sync(parts, context),
    query: (context) => {
      noteLinked(parts, context.authenticated);
      return query(parts, context);
    },
    execute: (context) => {
      noteLinked(parts, context.authenticated);
      return execute(parts, context);
    },
    disconnect: (context) => disconnect(parts, context),
  });
  const authenticated = new WeakMap<Request, Authenticated>();

  const authenticate = async (request: Request, response: Response, next: NextFunction) => {
    const startedAt = clock.now();
    const token = bearerToken(request.headers.authorization);
    try {
      const account = token === undefined ? undefined : await accounts.authenticate(token);
      if (account === undefined) {
        logger.info('intent', { outcome: 'invalid_token', ourMs: clock.now() - startedAt, upstreamMs: 0 });
        response.set('WWW-Authenticate', 'Bearer realm="smarthome", error="invalid_token"');
        refuse(response, 401, 'invalid_token');
        return;
      }
      authenticated.set(request, { account, startedAt });
      next();
    } catch (error) {
      // Not 401: Google would take the link for broken.
      logger.error('intent', {
        outcome: 'unavailable',
        ourMs: clock.now() - startedAt,
        upstreamMs: 0,
        error,
      });
      response.set('Retry-After', '5');
      refuse(response, 503, 'temporarily_unavailable');
    }
  };

  const answer = async (request: Request, response: Response) => {
    const sender = authenticated.get(request);
    if (sender === undefined) throw new Error('an intent was not authenticated');
    const { account, startedAt } = sender;
    const accountId = account.account.id;
    const intent = readIntent(request.body);
    const trace = new Trace(intent.requestId, clock);
    trace.accountId = accountId;
    const log = (outcome: string, devices: readonly string[], error?: unknown) => {
      const { upstreamMs } = trace.times();
      const ourMs = clock.now() - startedAt - upstreamMs;
      const line = {
        ...{ requestId: intent.requestId, accountId, grantId: account.grant.id, intent: intent.intent },
        ...{ devices, outcome, ourMs, upstreamMs },
      };
      if (error === undefined) logger.info('intent', line);
      else logger.error('intent', { ...line, error });
    };
    try {
      const result = await dispatch({ request: intent, authenticated: account, trace, startedAt });
      log(result.outcome, result.devices);
      send(response, 200, result.body);
    } catch (error) {
      const { status, body } = failureAnswer(intent);
      log('failed', devicesOf(intent), error);
      send(response, status, body);
    }
  };

  const parseBody = express.json({ limit: LARGEST_BODY, type: () => true });
  const router = Router();
  router.post('/smarthome', authenticate, refuseLarge, parseBody, answer);
  router.all('/smarthome', (_request, response) => {
    response.set('Allow', 'POST');
    refuse(response, 405, 'method_not_allowed');
  });
  router.use('/smarthome', (error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const { status, code, outcome } = bodyFailure(error);
    const sender = authenticated.get(request);
    const line = { accountId: sender?.account.account.id, outcome };
    if (status < 500) logger.info('intent', line);
    else logger.error('intent', { ...line, error });
    refuse(response, status, code);
  });
  return { router };
}

/** A body that the platform has read and parsed already keeps its length in `rawBody` (Cloud Functions). */
function refuseLarge(request: Request & { rawBody?: unknown }, response: Response, next: NextFunction): void {
  const { rawBody } = request;
  if (Buffer.isBuffer(rawBody) && rawBody.length > LARGEST_BODY) refuse(response, 413, 'payload_too_large');
  else next();
}

function refuse(response: Response, status: number, error: string): void {
  send(response, status, { error });
}

/** What Express would work out anew for every answer (type, charset, length in a copy) is known here. */
function send(response: Response, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  };
  response.writeHead(status, headers).end(text);
}

function bodyFailure(error: unknown): { status: number; code: string; outcome: string } {
  if (error instanceof InvalidRequest)
    return { status: 400, code: 'invalid_request', outcome: error.message };
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return { status, code: 'payload_too_large', outcome: 'payload_too_large' };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status: 400, code: 'invalid_request', outcome: 'the body is not JSON' };
  }
  return { status: 500, code: 'internal_error', outcome: 'failed' };
}

function devicesOf(intent: IntentRequest): readonly string[] {
  if (intent.intent === 'action.devices.QUERY') return intent.deviceIds;
  return intent.intent === 'action.devices.EXECUTE' ? intent.commands.map(({ deviceId }) => deviceId) : [];
}
