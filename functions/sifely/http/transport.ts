import { CANCELLED, type Clock } from '../../clock.ts';
import { createHttpClient, type HttpClient, HttpRequestError } from '../../http/http-client.ts';
import { CloudFailureError } from '../../locks/cloud-failure-error.ts';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Trace } from '../../logs/trace.ts';
import { CallsUnderWay, MAX_CALLS } from './calls-under-way.ts';
import { clockDifferenceMs } from './clock-difference.ts';
import type { HttpReply } from './decode-reply.ts';
import { otherFailures } from './error-table.ts';
import { networkFailure, wasSent } from './network-failure.ts';
import { retryAfterMs } from './retry-after.ts';
import { SifelyError } from './sifely-error.ts';

export interface SifelyRequest<T> {
  /** The path; the only part of the address that is logged. */
  readonly endpoint: `/${string}`;
  readonly method: 'GET' | 'POST';
  /** Sifely takes its parameters in the query, for POST too. Holds secrets. */
  readonly query?: Readonly<Record<string, string>>;
  /** A JSON body; only the public login has one. */
  readonly json?: unknown;
  readonly timeoutMs: number;
  /** True if the call may be repeated although it may have been carried out. */
  readonly idempotent: boolean;
  /**
   * True if it changes a lock or what opens it: after a timeout or a lost connection it may have been carried out. A failure of
   * any other request (reads, sign-in, tokens) proves that no command was carried out: tokens are renewed before the command.
   */
  readonly changes: boolean;
  /** Decodes and validates; throws `SifelyError`. */
  readonly read: (reply: HttpReply) => T;
}

export interface RequestContext {
  /** Account id or sign-in session, for the log and for `onCall`. */
  readonly owner?: string;
  readonly authorization?: string;
  readonly signal?: AbortSignal;
  /** Ms since the epoch. Without a connection to Sifely by then the request is not sent. */
  readonly sendBy?: number;
  /** As {@link CallOptions.isWanted}. */
  readonly isWanted?: CallOptions['isWanted'];
  /** As {@link CallOptions.answerBy}. */
  readonly answerBy?: number;
  readonly trace?: Trace;
  /** `read` by default. */
  readonly priority?: CallOptions['priority'];
}

/** A request that must be answered by a certain time gets at least so much, connecting included: gateways take up to five seconds. */
const MIN_ANSWER_MS = 5500;

/** The longest reply that is read; ten times a page of a hundred locks with all their secrets. */
const MAX_REPLY_BYTES = 8 * 1024 * 1024;

/** How long an idle connection stays open. Short: if Sifely closes it during a command, it is unknown if that arrived. */
const IDLE_MS = 4000;

interface TransportDeps {
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called with the owner of every call that is sent. */
  readonly onCall: (owner: string) => void;
  /** The most calls on the wire; {@link MAX_CALLS} by default. */
  readonly maxCalls?: number | undefined;
}

/** One exchange per call, one timeout over connection and body, one log line. Follows no redirect: it could leak credentials. */
export class Transport {
  readonly #baseUrl: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #onCall: (owner: string) => void;
  readonly #httpClient: HttpClient;
  readonly #underWay: CallsUnderWay;
  #aheadMs: number | undefined;

  constructor(deps: TransportDeps) {
    this.#baseUrl = deps.baseUrl.replace(/\/+$/, '');
    this.#clock = deps.clock;
    this.#logger = deps.logger;
    this.#onCall = deps.onCall;
    this.#underWay = new CallsUnderWay(deps.maxCalls ?? MAX_CALLS);
    this.#httpClient = createHttpClient({
      clock: deps.clock,
      idleMs: IDLE_MS,
      maxBodyBytes: MAX_REPLY_BYTES,
    }).send;
  }

  /** Returns by how many ms Sifely's clock is ahead of ours, to a second, by its newest reply; `undefined` if none says so. */
  aheadMs(): number | undefined {
    return this.#aheadMs;
  }

  /** Makes one attempt. Rejects with `SifelyError` only. */
  async send<T>(request: SifelyRequest<T>, context: RequestContext = {}): Promise<T> {
    const startedAt = this.#clock.now();
    let status: number | undefined;
    try {
      const exchange = () => this.#counted(request, context);
      const reply = await (context.trace ? context.trace.upstream(exchange) : exchange());
      status = reply.status;
      const result = request.read(reply);
      this.#log(request, context, startedAt, { outcome: 'ok', status });
      return result;
    } catch (error) {
      const failure = asSifelyError(error, request);
      this.#log(request, context, startedAt, {
        outcome: failure.reason,
        status: failure.status ?? status,
        code: failure.code,
        cause: failure.networkCause,
      });
      throw failure;
    }
  }

  /** Makes the exchange, or fails at once while too many are under way: they would fill the memory if Sifely hangs for all. */
  async #counted<T>(request: SifelyRequest<T>, context: RequestContext): Promise<HttpReply> {
    if (!this.#underWay.enter(context.priority ?? 'read')) {
      const { endpoint } = request;
      throw new SifelyError(otherFailures.tooMany, {
        endpoint,
        kind: 'aborted',
        networkCause: 'TOO_MANY_CALLS',
      });
    }
    try {
      return await this.#exchange(request, context);
    } finally {
      this.#underWay.leave();
    }
  }

  async #exchange<T>(request: SifelyRequest<T>, context: RequestContext): Promise<HttpReply> {
    const { endpoint } = request;
    if (context.signal?.aborted) throw gaveUp(endpoint).as({ executed: 'no' });
    if (context.owner !== undefined) this.#onCall(context.owner);
    const end = new AbortController();
    const finished = new AbortController();
    let timedOut = false;
    const onAbort = () => end.abort(CANCELLED);
    context.signal?.addEventListener('abort', onAbort, { once: true });
    this.#clock.delay(this.#timeoutMs(request, context), finished.signal).then(
      () => {
        timedOut = true;
        end.abort(CANCELLED);
      },
      () => {},
    );
    try {
      const { status, headers, body } = await this.#httpClient({
        method: request.method,
        url: this.#address(request),
        headers: headersOf(request, context),
        ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
        signal: end.signal,
        ...(context.sendBy === undefined ? {} : { sendBy: context.sendBy }),
        isWanted: context.isWanted,
      });
      this.#aheadMs = clockDifferenceMs(headers.date, this.#clock.now()) ?? this.#aheadMs;
      return {
        ...{ endpoint, status, body, location: headers.location },
        retryAfterMs: retryAfterMs(headers['retry-after'], this.#clock.now()),
      };
    } catch (error) {
      const proof = wasSent(error) ? {} : ({ executed: 'no' } as const);
      if (timedOut) {
        const networkCause = wasSent(error) ? 'NO_ANSWER' : 'NO_CONNECTION';
        throw new SifelyError(otherFailures.timeout, { endpoint, kind: 'timeout', networkCause }).as(proof);
      }
      const code = error instanceof HttpRequestError ? error.code : undefined;
      if (code === 'TOO_LATE' || code === 'UNWANTED' || context.signal?.aborted)
        throw gaveUp(endpoint, code === 'TOO_LATE' ? code : 'ABORTED').as(proof);
      throw networkFailure(endpoint, error);
    } finally {
      finished.abort(CANCELLED);
      context.signal?.removeEventListener('abort', onAbort);
    }
  }

  #timeoutMs({ timeoutMs }: { readonly timeoutMs: number }, { answerBy }: RequestContext): number {
    if (answerBy === undefined) return timeoutMs;
    return Math.min(timeoutMs, Math.max(MIN_ANSWER_MS, answerBy - this.#clock.now()));
  }

  #address({
    endpoint,
    query,
  }: {
    readonly endpoint: string;
    readonly query?: Readonly<Record<string, string>>;
  }) {
    const search = new URLSearchParams(query).toString();
    return `${this.#baseUrl}${endpoint}${search === '' ? '' : `?${search}`}`;
  }

  #log(
    request: { readonly endpoint: string; readonly query?: Readonly<Record<string, string>> },
    context: RequestContext,
    startedAt: number,
    fields: {
      readonly outcome: string;
      readonly status?: number | undefined;
      readonly code?: number | undefined;
      readonly cause?: string | undefined;
    },
  ): void {
    const line = {
      endpoint: request.endpoint,
      requestId: context.trace?.requestId,
      accountId: context.owner,
      lockId: request.query?.['lockId'],
      ...fields,
      ms: this.#clock.now() - startedAt,
    };
    if (fields.outcome === 'ok') this.#logger.info('sifely call', line);
    else this.#logger.warn('sifely call', line);
  }
}

/** Returns the error of a caller that stopped waiting for the answer. */
export function gaveUp(endpoint: string, networkCause?: 'TOO_LATE' | 'ABORTED'): SifelyError {
  return new SifelyError(otherFailures.aborted, { endpoint, kind: 'aborted', networkCause });
}

function headersOf(request: { readonly json?: unknown }, context: RequestContext): Record<string, string> {
  return {
    accept: 'application/json',
    ...(context.authorization === undefined ? {} : { authorization: context.authorization }),
    ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

function asSifelyError(
  error: unknown,
  request: { readonly endpoint: string; readonly changes: boolean },
): SifelyError {
  if (error instanceof SifelyError) return request.changes ? error : error.as({ executed: 'no' });
  if (error instanceof CloudFailureError) throw error;
  // A reader that throws anything else is a bug; its error is dropped because it may quote the reply.
  const { endpoint } = request;
  return new SifelyError(otherFailures.unreadable, { endpoint, kind: 'unreadable', note: 'reader failed' });
}
