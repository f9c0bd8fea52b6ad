import { type Request, type Response, Router } from 'express';
import type { Accounts, AuthenticatedAccount } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { LockWork } from '../locks/lock-work.ts';
import type { Logger } from '../logs/logger.ts';
import { Trace } from '../logs/trace.ts';
import type { Random } from '../random.ts';
import type { IntentDeps } from './deps.ts';
import { disconnect } from './disconnect.ts';
import { createDispatch } from './dispatch.ts';
import { errorResponse } from './error-response.ts';
import { execute } from './execute/execute.ts';
import { bearerToken } from './protocol/bearer-token.ts';
import { bodyFailure, bodyOf } from './protocol/intent-body.ts';
import { type IntentRequest, readIntent } from './protocol/intent-request.ts';
import { query } from './query/query.ts';
import { resumeReporting } from './resume-reporting.ts';
import { sync } from './sync/sync.ts';

/** What the fulfillment needs; everything with an effect on the outside is handed in. */
export interface SmartHomeDeps extends LockWork {
  readonly config: Pick<
    Config,
    'executeDeadlineMs' | 'queryDeadlineMs' | 'snapshotFreshMs' | 'verifyAfterMs'
  >;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly jobs: Jobs;
}

/** Google's side of the product. */
export interface SmartHome {
  /** `POST /smarthome`. Needs no body parser in front. */
  readonly router: Router;
}

/** Who sent a request. */
interface Sender {
  readonly authenticated: AuthenticatedAccount;
  /** When it came, ms since the epoch. */
  readonly startedAt: number;
}

/**
 * The fulfillment: authentication first, then the body, then the intent. Locks that fail make errors inside an
 * answer of 200; only our own store being out makes a 503.
 */
export function createSmartHome(given: SmartHomeDeps): SmartHome {
  const { clock, logger, accounts } = given;
  const parts: IntentDeps = { ...given, learning: new Set() };
  const dispatch = createDispatch({
    sync: (context) => sync(parts, context),
    query: (context) => {
      resumeReporting(parts, context.authenticated);
      return query(parts, context);
    },
    execute: (context) => {
      resumeReporting(parts, context.authenticated);
      return execute(parts, context);
    },
    disconnect: (context) => disconnect(parts, context),
  });

  /** Who sends the request; `undefined` when it has been refused. */
  const authenticate = async (request: Request, response: Response): Promise<Sender | undefined> => {
    const startedAt = clock.now();
    const log = (outcome: string) => ({ outcome, ourMs: clock.now() - startedAt, upstreamMs: 0 });
    const token = bearerToken(request.headers.authorization);
    try {
      const authenticated = token === undefined ? undefined : await accounts.authenticate(token);
      if (authenticated !== undefined) return { authenticated, startedAt };
      logger.info('intent', log('invalid_token'));
      response.set('WWW-Authenticate', 'Bearer realm="smarthome", error="invalid_token"');
      refuse(response, 401, 'invalid_token');
    } catch (error) {
      // Not 401: Google would take the link for broken.
      logger.error('intent', { ...log('unavailable'), error });
      response.set('Retry-After', '5');
      refuse(response, 503, 'temporarily_unavailable');
    }
    return undefined;
  };

  /** The intent of a body; `undefined` when it has been refused. */
  const readBody = async (
    request: Request,
    response: Response,
    { authenticated }: Sender,
  ): Promise<IntentRequest | undefined> => {
    try {
      return readIntent(await bodyOf(request, response));
    } catch (error) {
      const { status, code, outcome } = bodyFailure(error);
      const line = { accountId: authenticated.account.id, outcome };
      if (status < 500) logger.info('intent', line);
      else logger.error('intent', { ...line, error });
      refuse(response, status, code);
      return undefined;
    }
  };

  const answer = async (response: Response, intent: IntentRequest, { authenticated, startedAt }: Sender) => {
    const accountId = authenticated.account.id;
    const trace = new Trace(intent.requestId, clock);
    const log = (outcome: string, devices: readonly string[], error?: unknown) => {
      const { upstreamMs } = trace.times();
      const ourMs = clock.now() - startedAt - upstreamMs;
      const line = {
        ...{ requestId: intent.requestId, accountId, grantId: authenticated.grant.id, intent: intent.intent },
        ...{ devices, outcome, ourMs, upstreamMs },
      };
      if (error === undefined) logger.info('intent', line);
      else logger.error('intent', { ...line, error });
    };
    try {
      const result = await dispatch({ request: intent, authenticated, trace, startedAt });
      log(result.outcome, result.devices);
      send(response, 200, result.body);
    } catch (error) {
      const { status, body } = errorResponse(intent);
      log('failed', devicesOf(intent), error);
      send(response, status, body);
    }
  };

  const router = Router();
  router.post('/smarthome', async (request, response) => {
    const sender = await authenticate(request, response);
    const intent = sender && (await readBody(request, response, sender));
    if (intent) await answer(response, intent, sender);
  });
  router.all('/smarthome', (_request, response) => {
    response.set('Allow', 'POST');
    refuse(response, 405, 'method_not_allowed');
  });
  return { router };
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

function devicesOf(intent: IntentRequest): readonly string[] {
  if (intent.intent === 'action.devices.QUERY') return intent.deviceIds;
  return intent.intent === 'action.devices.EXECUTE' ? intent.commands.map(({ deviceId }) => deviceId) : [];
}
