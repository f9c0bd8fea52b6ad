import type { IncomingMessage } from 'node:http';
import { keepNewest } from '../../keep-newest.ts';
import type { Cloud } from '../cloud.ts';
import type { Approach } from '../credentials.ts';
import { authenticationFailure } from '../endpoints/authentication.ts';
import type { Endpoint, EndpointCall } from '../endpoints/endpoint.ts';
import { ENDPOINTS } from '../endpoints/index.ts';
import { HttpError, PlatformError } from './failures.ts';
import type { FaultPhase, FaultTarget } from './faults.ts';
import { approachOf, replyOptionsOf } from './front.ts';
import { Parameters } from './parameters.ts';
import { failureReply, type Reply, successReply } from './replies.ts';
import { bodyFields } from './request-body.ts';
import { mistreated, type Outcome, platformError } from './wire-faults.ts';

/** A recorded call. `status` is 0 without a response. */
export interface RecordedCall {
  readonly endpoint: string;
  readonly method: string;
  /** The account of its credential, or the one that signs in. */
  readonly account?: string;
  readonly lockId?: string;
  /** Ms since the epoch. */
  readonly at: number;
  status: number;
  /** The failure code in the response. */
  code?: number;
}

/** A call that has ended, with what was sent and answered, secrets included. */
export interface ObservedCall extends Readonly<RecordedCall> {
  /** When it ended, ms since the epoch. */
  readonly endedAt: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** The text of the reply; absent if there was none, or only the beginning of one. */
  readonly reply?: string;
}

/** A request, as far as it is parsed. */
interface Incoming {
  readonly method: string;
  readonly approach: Approach;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly endpoint: Endpoint | undefined;
  readonly target: FaultTarget;
  readonly now: number;
}

/** Handles and records the calls of the API. */
export class Api {
  readonly calls: RecordedCall[] = [];
  /** Called when a call has ended. */
  readonly callListeners = new Set<(call: ObservedCall) => void>();
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Handles one request: faults, route, authentication, limits, the endpoint, faults again. */
  async handle(request: IncomingMessage, url: URL): Promise<Outcome> {
    const incoming = await this.#understand(request, url);
    const { method, target, now } = incoming;
    const { account, lockId } = target;
    const call: RecordedCall = {
      endpoint: target.endpoint,
      method,
      ...(account !== undefined && { account }),
      ...(lockId !== undefined && { lockId }),
      at: now,
      status: 0,
    };
    keepNewest(this.calls, call, this.#cloud.maxRemembered);
    const outcome = (await this.#strike('arrival', incoming)) ?? (await this.#answer(incoming));
    this.#cloud.settle();
    this.#cloud.save();
    if (typeof outcome !== 'string') {
      const { status, code } = 'stall' in outcome ? outcome.stall : outcome;
      call.status = status;
      if (code !== undefined) call.code = code;
    }
    this.#observe(call, incoming, outcome);
    return outcome;
  }

  #observe(call: RecordedCall, { query, body }: Incoming, outcome: Outcome): void {
    if (this.callListeners.size === 0) return;
    const isWhole = typeof outcome !== 'string' && !('stall' in outcome);
    const observed = {
      ...call,
      endedAt: this.#cloud.clock.now(),
      parameters: Object.fromEntries(query),
      body,
      ...(isWhole && { reply: outcome.body }),
    };
    for (const listener of this.callListeners) listener(observed);
  }

  async #understand(request: IncomingMessage, url: URL): Promise<Incoming> {
    const cloud = this.#cloud;
    const body = await bodyFields(request);
    cloud.settle();
    const now = cloud.clock.now();
    const query = new URLSearchParams(url.searchParams);
    const endpoint = ENDPOINTS.find(({ path }) => path === url.pathname);
    const form = request.headers['content-type']?.includes('application/x-www-form-urlencoded');
    if (endpoint?.formBody || (form && endpoint?.access === 'account'))
      for (const [name, value] of Object.entries(body)) query.append(name, String(value));
    const approach = approachOf(cloud.profiles, url.pathname, request.headers.authorization, query);
    const lockId = query.get('lockId') ?? undefined;
    const gatewayId = query.get('gatewayId');
    const inReach = cloud.world.locks.get(lockId ?? '')?.gatewayIds ?? [];
    const target: FaultTarget = {
      endpoint: url.pathname,
      account: cloud.credentials.caller(approach, now)?.account.username ?? signingIn(cloud, query, body),
      lockId,
      gatewayIds: gatewayId ? [gatewayId] : inReach.map(String),
      writesByGateway: ['addType', 'changeType', 'deleteType', ...(endpoint?.wayInType ? ['type'] : [])].some(
        (name) => query.get(name) === '2',
      ),
    };
    return { method: request.method ?? '', approach, query, body, endpoint, target, now };
  }

  async #answer(incoming: Incoming): Promise<Outcome> {
    const { endpoint, approach } = incoming;
    const options = replyOptionsOf(approach.profile, this.#cloud.options);
    let reply: Reply;
    try {
      const known = this.#route(incoming);
      reply = successReply(known, await this.#work(known, incoming), options);
    } catch (failure) {
      reply = failureReply(endpoint, failure, options);
    }
    return (await this.#strike('reply', incoming, reply)) ?? reply;
  }

  #route({ endpoint, method, approach, target }: Incoming): Endpoint {
    const { detailMethod, platformExtras } = this.#cloud.options;
    const isTtlock = approach.profile === 'ttlock';
    // Without a credential the generations of Sifely's API cannot be told apart.
    const fronts = isTtlock ? ['ttlock'] : this.#cloud.profiles.filter((each) => each !== 'ttlock');
    const isHere = endpoint?.profiles?.some((each) => fronts.includes(each)) ?? true;
    if (!endpoint || !isHere || (endpoint.extra && platformExtras === 'absent' && !isTtlock))
      throw new HttpError(404, { code: 404, msg: 'No message available', path: target.endpoint });
    const expected =
      endpoint.path === '/v3/lock/detail' ? (detailMethod ?? endpoint.method) : endpoint.method;
    const either = (endpoint.eitherMethod || isTtlock) && (method === 'GET' || method === 'POST');
    if (method !== expected && !either)
      throw new HttpError(405, { code: 405, msg: `Request method '${method}' not supported` });
    return endpoint;
  }

  async #work(endpoint: Endpoint, { approach, query, body, target, now }: Incoming): Promise<unknown> {
    const cloud = this.#cloud;
    const { profile, credential } = approach;
    const call: EndpointCall = {
      cloud,
      profile,
      parameters: new Parameters(query, profile),
      body,
      now,
      motorJammed: () => {
        const [jam] = cloud.faults.strike('motor', target);
        return jam && { reads: jam.reads };
      },
    };
    if (endpoint.access === 'public') {
      this.#strikeWork(target);
      return endpoint.run(call);
    }
    const caller = cloud.credentials.caller(approach, now);
    if (!caller) {
      if (profile === 'ttlock') throw new PlatformError(cloud.credentials.tokenFailure(credential));
      throw authenticationFailure(cloud, profile);
    }
    cloud.limits.admit(caller.account, profile, now);
    const drift = Math.abs((call.parameters.optionalInteger('date') ?? 0) - now);
    const { requireDate = profile === 'ttlock' } = cloud.options;
    if (requireDate && drift > 5 * 60_000) throw new PlatformError(80000);
    this.#strikeWork(target);
    return endpoint.run(call, caller.account);
  }

  #strikeWork(target: FaultTarget): void {
    const [fault] = this.#cloud.faults.strike('work', target);
    if (fault) throw platformError(fault);
  }

  /** Applies the faults of a phase; a returned value replaces the response. */
  async #strike(
    phase: FaultPhase,
    { target, endpoint, approach }: Incoming,
    reply?: Reply,
  ): Promise<Outcome | undefined> {
    const options = replyOptionsOf(approach.profile, this.#cloud.options);
    for (const fault of this.#cloud.faults.strike(phase, target)) {
      if (fault.kind === 'slow') {
        await this.#cloud.pause(fault.ms ?? 1000);
        continue;
      }
      const outcome = mistreated(fault, reply);
      return outcome instanceof Error ? failureReply(endpoint, outcome, options) : outcome;
    }
    return undefined;
  }
}

/** Returns the account that a sign-in names, if it exists. */
function signingIn(
  cloud: Cloud,
  query: URLSearchParams,
  body: Readonly<Record<string, unknown>>,
): string | undefined {
  const named = query.get('username') ?? body['account'];
  return typeof named === 'string' && cloud.world.accounts.has(named) ? named : undefined;
}
