import { type Request, type Response, Router } from 'express';
import type { Accounts, AuthenticatedAccount } from '../accounts/accounts.ts';
import type { OwnerRequests } from '../accounts/owner-requests.ts';
import { asShown, type Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { watchCaller } from '../http/caller.ts';
import type { RequestLoad } from '../http/request-load.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { LockWork } from '../locks/lock-work.ts';
import type { Logger } from '../logs/logger.ts';
import { Trace } from '../logs/trace.ts';
import type { Random } from '../random.ts';
import { disconnect } from './disconnect.ts';
import { createDispatch } from './dispatch.ts';
import { errorResponse } from './error-response.ts';
import { execute } from './execute/execute.ts';
import { PinTurns } from './execute/pin-turns.ts';
import { logIntent } from './log-intent.ts';
import { OverloadedError } from './overloaded-error.ts';
import { createOwnerRequests } from './owner-requests.ts';
import { bearerToken } from './protocol/bearer-token.ts';
import { bodyFailure, bodyOf } from './protocol/intent-body.ts';
import type { IntentContext } from './protocol/intent-context.ts';
import { type IntentRequest, readIntent } from './protocol/intent-request.ts';
import { query } from './query/query.ts';
import { resumeForgotten, resumeReporting } from './resume-reporting.ts';
import { SharedLists } from './sync/shared-lists.ts';
import { sync } from './sync/sync.ts';

interface SmartHomeDeps extends LockWork {
  readonly config: Pick<
    Config,
    'executeAnswerMs' | 'unlockSendMs' | 'queryAnswerMs' | 'alreadyInStateMs' | 'snapshotFreshMs' | 'sifely'
  >;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly jobs: Jobs;
  readonly load: RequestLoad;
}

export interface SmartHome {
  /** `POST /smarthome`. Needs no body parser in front. */
  readonly router: Router;
  /** The requests of owners from the account page. */
  readonly ownerRequests: OwnerRequests;
}

interface Sender {
  readonly authenticated: AuthenticatedAccount;
  /** When it arrived at the earliest, ms since the epoch: as the clock shows it now. */
  readonly startedAt: number;
}

/** Creates the fulfillment: token, body, intent. Failures of locks are errors in a 200 answer; one of our store is a 503. */
export function createSmartHome(deps: SmartHomeDeps): SmartHome {
  const { clock, accounts, load } = deps;
  const executeDeps = { ...deps, pinTurns: new PinTurns() };
  const syncDeps = { ...deps, lists: new SharedLists() };
  const beside = async <T>(resuming: Promise<void>, answer: Promise<T>): Promise<T> => {
    await Promise.all([resuming, answer]);
    return answer;
  };
  const whileResuming = <T>(context: IntentContext<IntentRequest>, answer: Promise<T>): Promise<T> =>
    beside(resumeReporting(deps, context.authenticated), answer);
  const dispatch = createDispatch({
    sync: (context) => beside(resumeForgotten(deps, context.authenticated), sync(syncDeps, context)),
    query: (context) => whileResuming(context, query(deps, context)),
    execute: (context) => whileResuming(context, execute(executeDeps, context)),
    disconnect: (context) => disconnect(deps, context),
  });

  /** Returns the sender of a request; `undefined` if the request has been refused. */
  const authenticate = async (request: Request, response: Response): Promise<Sender | undefined> => {
    const startedAt = clock.now() - load.waitedMs(response);
    const arrivedAt = asShown(clock, startedAt);
    const token = bearerToken(request.headers.authorization);
    try {
      const authenticated = token === undefined ? undefined : await accounts.authenticate(token);
      if (authenticated !== undefined) {
        return {
          authenticated,
          get startedAt() {
            return arrivedAt();
          },
        };
      }
      logIntent(deps, { outcome: 'invalid_token', startedAt });
      response.set('WWW-Authenticate', 'Bearer realm="smarthome", error="invalid_token"');
      refuse(response, 401, 'invalid_token');
    } catch (error) {
      // Not 401: Google would take the link for broken.
      logIntent(deps, { outcome: 'unavailable', startedAt, error });
      response.set('Retry-After', '5');
      refuse(response, 503, 'temporarily_unavailable');
    }
    return undefined;
  };

  /** Returns the intent of a body; `undefined` if the request has been refused. */
  const readBody = async (
    request: Request,
    response: Response,
    sender: Sender,
  ): Promise<IntentRequest | undefined> => {
    try {
      return readIntent(await bodyOf(request, response));
    } catch (error) {
      const { status, code, outcome } = bodyFailure(error);
      logIntent(deps, { outcome, ...sender, ...(status >= 500 && { error }) });
      refuse(response, status, code);
      return undefined;
    }
  };

  const answer = async (
    http: Request,
    response: Response,
    request: IntentRequest,
    sender: Sender,
  ): Promise<void> => {
    const trace = new Trace(request.requestId, clock);
    const caller = watchCaller(http, response);
    const { authenticated } = sender;
    const context = {
      ...{ request, trace, authenticated, isCallerGone: caller.isGone },
      isCallerStillThere: caller.isStillThere,
      get startedAt() {
        return sender.startedAt;
      },
    };
    try {
      const { body, ...facts } = await dispatch(context);
      logIntent(deps, { ...context, ...facts });
      send(response, 200, body);
    } catch (error) {
      if (error instanceof OverloadedError) {
        logIntent(deps, { outcome: 'unavailable', ...sender });
        response.set('Retry-After', '1');
        return refuse(response, 503, 'temporarily_unavailable');
      }
      const { status, body } = errorResponse(request);
      const devices = devicesOf(request);
      const results = { transientError: Math.max(1, devices.length) };
      logIntent(deps, { ...context, devices, outcome: 'failed', results, error });
      send(response, status, body);
    }
  };

  const router = Router();
  router.post('/smarthome', load.limit({ shown: 'token' }), async (request, response) => {
    const sender = await authenticate(request, response);
    const intent = sender && (await readBody(request, response, sender));
    if (intent) await answer(request, response, intent, sender);
  });
  router.all('/smarthome', (_request, response) => {
    response.set('Allow', 'POST');
    refuse(response, 405, 'method_not_allowed');
  });
  return { router, ownerRequests: createOwnerRequests(executeDeps) };
}

function refuse(response: Response, status: number, error: string): void {
  send(response, status, { error });
}

/** Sends JSON without Express, which would compute the type, the charset and the length (on a copy) for every answer. */
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
