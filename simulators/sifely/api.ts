import type { IncomingMessage } from 'node:http';
import type { Cloud } from './cloud.ts';
import type { Endpoint, EndpointCall } from './endpoints/endpoint.ts';
import { ENDPOINTS } from './endpoints/index.ts';
import { authenticationFailure } from './endpoints/sign-in.ts';
import { AUTHENTICATION_FAILED, HttpError, PlatformError } from './failures.ts';
import { FAULT_CODES, type Fault, type FaultPhase, type FaultTarget } from './faults.ts';
import { Parameters } from './parameters.ts';
import { failureReply, type Reply, successReply } from './replies.ts';
import { bodyFields } from './request-body.ts';

/** One call as it was received and answered. `status` is 0 while, or when, there is no answer. */
export interface RecordedCall {
  readonly endpoint: string;
  readonly method: string;
  readonly account?: string;
  readonly lockId?: string;
  /** Ms since the epoch. */
  readonly at: number;
  status: number;
  code?: number;
}

/** What happens on the wire: an answer, or a connection that is treated badly. */
export type Outcome = Reply | 'drop' | 'hang' | { readonly stall: Reply };

const HTML = '<!doctype html><html><body><h1>It works!</h1></body></html>';

/** Answers the calls of the API. Keeps a list of them. */
export class Api {
  readonly calls: RecordedCall[] = [];
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Works through one request: route, faults, authentication, limits, the endpoint, faults again. */
  async handle(request: IncomingMessage, url: URL): Promise<Outcome> {
    const cloud = this.#cloud;
    const body = await bodyFields(request);
    cloud.settle();
    const now = cloud.clock.now();
    const header = request.headers.authorization;
    const caller = cloud.credentials.caller(header, now);
    const lockId = url.searchParams.get('lockId') ?? undefined;
    const account = caller?.account.username ?? signingIn(cloud, url, body);
    const call: RecordedCall = {
      endpoint: url.pathname,
      method: request.method ?? '',
      ...(account !== undefined && { account }),
      ...(lockId !== undefined && { lockId }),
      at: now,
      status: 0,
    };
    this.calls.push(call);
    const endpoint = ENDPOINTS.find(({ path }) => path === url.pathname);
    const target = this.#target(url, account, lockId);
    const work = async (): Promise<unknown> => {
      const { run, parameters } = this.#admit(endpoint, request, url, body);
      if (run.access === 'public') {
        this.#strikeWork(target);
        return run.run(this.#call(parameters, body, now, target));
      }
      if (!caller) throw authenticationFailure(cloud, cloud.credentials.profileOf(header));
      cloud.limits.admit(caller.account, caller.profile === 'api-key', now);
      this.#strikeWork(target);
      return run.run(this.#call(parameters, body, now, target), caller.account);
    };
    const early = await this.#strike('arrival', target);
    const outcome = early ?? (await this.#answer(endpoint, target, work));
    cloud.settle();
    cloud.save();
    if (typeof outcome !== 'string') {
      const reply = 'stall' in outcome ? outcome.stall : outcome;
      call.status = reply.status;
      if (reply.code !== undefined) call.code = reply.code;
    }
    return outcome;
  }

  #admit(endpoint: Endpoint | undefined, request: IncomingMessage, url: URL, body: Record<string, unknown>) {
    if (!endpoint) throw new HttpError(404, { code: 404, msg: 'No message available', path: url.pathname });
    const { detailMethod, requireDate } = this.#cloud.options;
    const method = endpoint.path === '/v3/lock/detail' ? (detailMethod ?? endpoint.method) : endpoint.method;
    if (request.method !== method)
      throw new HttpError(405, { code: 405, msg: `Request method '${request.method}' not supported` });
    const query = new URLSearchParams(url.searchParams);
    if (endpoint.formBody)
      for (const [name, value] of Object.entries(body)) query.append(name, String(value));
    const parameters = new Parameters(query);
    if (requireDate && endpoint.path.startsWith('/v3/')) {
      const date = parameters.optionalInteger('date') ?? 0;
      if (Math.abs(date - this.#cloud.clock.now()) > 5 * 60_000) throw new PlatformError(80000);
    }
    return { run: endpoint, parameters };
  }

  async #answer(
    endpoint: Endpoint | undefined,
    target: FaultTarget,
    work: () => Promise<unknown>,
  ): Promise<Outcome> {
    const { options } = this.#cloud;
    let reply: Reply;
    try {
      const payload = await work();
      reply = endpoint ? successReply(endpoint, payload, options) : failureReply(endpoint, payload, options);
    } catch (failure) {
      reply = failureReply(endpoint, failure, options);
    }
    return (await this.#strike('reply', target, reply, endpoint)) ?? reply;
  }

  #call(
    parameters: Parameters,
    body: Record<string, unknown>,
    now: number,
    target: FaultTarget,
  ): EndpointCall {
    return {
      cloud: this.#cloud,
      parameters,
      body,
      now,
      motorJammed: () => {
        const [jam] = this.#cloud.faults.strike('motor', target);
        return jam && { reads: jam.reads };
      },
    };
  }

  #target(url: URL, account: string | undefined, lockId: string | undefined): FaultTarget {
    const gatewayId = url.searchParams.get('gatewayId');
    const lock = this.#cloud.world.locks.get(lockId ?? '');
    const gatewayIds = gatewayId ? [gatewayId] : (lock?.gatewayIds ?? []).map(String);
    return { endpoint: url.pathname, account, lockId, gatewayIds };
  }

  #strikeWork(target: FaultTarget): void {
    const [fault] = this.#cloud.faults.strike('work', target);
    if (fault) throw platformError(fault);
  }

  /** Lets the faults of a phase strike; what it returns replaces the answer. */
  async #strike(
    phase: FaultPhase,
    target: FaultTarget,
    reply?: Reply,
    endpoint?: Endpoint,
  ): Promise<Outcome | undefined> {
    let outcome: Outcome | undefined;
    for (const fault of this.#cloud.faults.strike(phase, target)) {
      if (fault.kind === 'slow') await this.#cloud.pause(fault.ms ?? 1000);
      else outcome ??= this.#faultOutcome(fault, reply, endpoint);
    }
    return outcome;
  }

  #faultOutcome(fault: Fault, reply: Reply | undefined, endpoint: Endpoint | undefined): Outcome {
    if (fault.kind === 'drop' || fault.kind === 'hang') return fault.kind;
    const html = { status: 200, headers: { 'content-type': 'text/html' }, body: HTML };
    if (fault.kind === 'stall')
      return { stall: reply ?? { ...html, headers: { 'content-type': 'application/json' } } };
    if (fault.kind === 'non-json') return html;
    if (fault.kind === 'wrong-content-type') return { ...html, ...reply, headers: html.headers };
    return failureReply(endpoint, faultError(fault), this.#cloud.options);
  }
}

/** The account that a sign-in names, where there is such an account. */
function signingIn(cloud: Cloud, url: URL, body: Record<string, unknown>): string | undefined {
  const named = url.searchParams.get('username') ?? body['account'] ?? body['username'];
  return typeof named === 'string' && cloud.world.accounts.has(named) ? named : undefined;
}

function platformError({ kind, code, carrier }: Fault): PlatformError {
  const codes: Readonly<Record<string, number>> = FAULT_CODES;
  return new PlatformError(code ?? codes[kind] ?? 1, carrier);
}

function faultError(fault: Fault): HttpError | PlatformError {
  const { kind, retryAfterSeconds, status, body } = fault;
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  if (kind === 'plan-exceeded')
    return new HttpError(
      402,
      { code: 50504, msg: 'The number of devices exceeds the limit of the plan.' },
      headers,
    );
  if (kind === 'rate-limited') return new HttpError(429, { code: 429, msg: 'Too many requests.' }, headers);
  if (kind === 'auth-text') return new HttpError(200, { msg: AUTHENTICATION_FAILED });
  if (kind === 'body')
    return new HttpError(status ?? 200, body ?? '', { 'content-type': 'application/json' });
  if (kind === 'status') {
    const code = status ?? 500;
    return new HttpError(code, body ?? `<html><body><h1>${code}</h1></body></html>`, headers);
  }
  return platformError(fault);
}
