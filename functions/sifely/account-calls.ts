import { CANCELLED, type Clock, delayUntil } from '../clock.ts';
import type { CallOptions } from '../locks/lock-cloud.ts';
import { authorizationHeader } from './auth/credentials.ts';
import type { CloudSession } from './auth/session.ts';
import type { CallLimiter } from './http/call-limiter.ts';
import { isTransient } from './http/decode-reply.ts';
import { otherFailures } from './http/error-table.ts';
import { SifelyError } from './http/sifely-error.ts';
import { gaveUp, type SifelyRequest, type Transport } from './http/transport.ts';
import { REASON_POLICY } from './reason-policy.ts';

/** Pause before the one repeat of a call that met a short outage. */
const READ_RETRY_MS = 750;
/** Pause before the one repeat of a read that was refused: the refusal may be a proxy's, or one server's. */
const REFUSAL_RETRY_MS = 100;
/** The longest `Retry-After` that a call waits for. */
const MAX_RETRY_AFTER_MS = 3_000;
/** TTLock's "date must be within five minutes of server time": the server wants a `date`. */
const DATE_WANTED = 80000;

interface AccountCallsDeps {
  readonly owner: string;
  readonly session: CloudSession;
  readonly limiter: CallLimiter;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Shared by all accounts of a deployment: true if its server wants a `date` with every call. */
  readonly server: { wantsDate: boolean };
}

/**
 * Makes calls for one account. Idempotent ones are repeated after an outage; others only if a number refuses their token or `date`, and the
 * caller allows it: what was refused may have been carried out all the same.
 */
export class AccountCalls {
  readonly #deps: AccountCallsDeps;

  constructor(deps: AccountCallsDeps) {
    this.#deps = deps;
  }

  /** Makes one call. Rejects with `SifelyError`. */
  async call<T>(request: SifelyRequest<T>, options: CallOptions = {}): Promise<T> {
    const earlier = { mayHaveRun: false };
    try {
      return await this.#repeat(request, options, earlier);
    } catch (error) {
      // A later attempt that was refused, or not sent, proves nothing about an earlier one.
      if (!earlier.mayHaveRun || !(error instanceof SifelyError)) throw error;
      throw error.as({ executed: 'unknown' });
    }
  }

  async #repeat<T>(
    request: SifelyRequest<T>,
    options: CallOptions,
    earlier: { mayHaveRun: boolean },
  ): Promise<T> {
    const { session, server } = this.#deps;
    let mayRenew = true;
    let refusal: SifelyError | undefined;
    let mayRepeat = request.idempotent;
    for (;;) {
      const token = await session.token(options);
      const withDate = server.wantsDate;
      await this.#turn(request, options);
      const attempt = () => this.#attempt(request, token, withDate, options);
      try {
        return await (options.inLane ? options.inLane(attempt) : attempt());
      } catch (caught) {
        if (!(caught instanceof SifelyError)) throw caught;
        if (caught.executed === 'unknown') earlier.mayHaveRun = true;
        const error = this.#withoutGuess(caught, request);
        if (error.renewalMayHelp && mayRenew) {
          mayRenew = false;
          refusal = await this.#renew(token, options, mayRepeat);
          if (refusal === undefined) {
            await this.#assertMaySendAgain(error, request, options);
            continue;
          }
          mayRepeat = false;
          await this.#pause(REFUSAL_RETRY_MS, request.endpoint, options);
        } else if (error.renewalMayHelp && refusal !== undefined) {
          throw refusal;
        } else if (error.code === DATE_WANTED && !withDate) {
          server.wantsDate = true;
          await this.#assertMaySendAgain(error, request, options);
        } else {
          const pause = mayRepeat ? pauseBeforeRepeat(error) : undefined;
          if (pause === undefined) throw error;
          mayRepeat = false;
          await this.#pause(pause, request.endpoint, options);
        }
      }
    }
  }

  /** Rejects if a refused request must not be sent again. Its new credentials are good: the failure is not about them. */
  async #assertMaySendAgain(
    refused: SifelyError,
    { idempotent }: { readonly idempotent: boolean },
    { maySendAgain = async () => true }: CallOptions,
  ): Promise<void> {
    if (idempotent || (refused.executed === 'no' && (await maySendAgain()))) return;
    const meaning = 'refused, but it may have been carried out';
    throw refused.as({ meaning, reason: 'unavailable', executed: 'unknown', renewalMayHelp: false });
  }

  /** Renews the token. Resolves with a refusal if the call may be repeated to confirm it; else rejects with it. */
  async #renew(token: string, options: CallOptions, mayRepeat: boolean): Promise<SifelyError | undefined> {
    try {
      await this.#deps.session.renew(token, options);
      return undefined;
    } catch (error) {
      const isRefused = error instanceof SifelyError && error.reason === 'credentials-refused';
      if (isRefused && mayRepeat) return error;
      throw error;
    }
  }

  /** An outage in words of a refusal. Only idempotent calls try a renewal: no command is sent twice, no link ends on a guess. */
  #withoutGuess(error: SifelyError, { idempotent }: { readonly idempotent: boolean }): SifelyError {
    const supposed = error.renewalMayHelp && error.reason === 'unavailable';
    const isOutage = supposed && (!idempotent || !this.#deps.session.isRenewable);
    return isOutage ? error.as({ renewalMayHelp: false }) : error;
  }

  /** Waits for the account's limit. Rejects if the call is aborted, or if `sendBy` passes, before that. */
  async #turn(request: { readonly endpoint: string }, options: CallOptions): Promise<void> {
    const { priority = 'read' } = options;
    const { limiter, clock } = this.#deps;
    const { signal, sendBy = Number.POSITIVE_INFINITY } = options;
    if (clock.now() >= sendBy || signal?.aborted) throw tooLate(request);
    if (limiter.takeNow(priority)) return;
    if (limiter.isFull(priority)) throw tooMany(request);
    const late = new AbortController();
    const served = new AbortController();
    if (options.sendBy !== undefined) {
      delayUntil(clock, sendBy, served.signal).then(
        () => late.abort(CANCELLED),
        () => {},
      );
    }
    try {
      const given = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
      await limiter.take(priority, given, options.urgentUntil);
    } catch {
      throw tooLate(request);
    } finally {
      served.abort(CANCELLED);
    }
  }

  async #attempt<T>(
    request: SifelyRequest<T>,
    token: string,
    withDate: boolean,
    options: CallOptions,
  ): Promise<T> {
    const { transport, owner, clock } = this.#deps;
    const { signal, trace, sendBy, answerBy, priority, isWanted } = options;
    if (sendBy !== undefined && clock.now() >= sendBy) throw tooLate(request);
    const dated = withDate ? { ...request, query: { ...request.query, date: String(clock.now()) } } : request;
    return transport.send(dated, {
      owner,
      authorization: authorizationHeader(token),
      ...(signal ? { signal } : {}),
      ...(trace ? { trace } : {}),
      ...(priority ? { priority } : {}),
      ...(sendBy === undefined ? {} : { sendBy }),
      ...(answerBy === undefined ? {} : { answerBy }),
      ...(isWanted ? { isWanted } : {}),
    });
  }

  async #pause(ms: number, endpoint: string, { signal, trace }: CallOptions): Promise<void> {
    const wait = () => this.#deps.clock.delay(ms, signal);
    try {
      await (trace ? trace.upstream(wait) : wait());
    } catch {
      throw gaveUp(endpoint).as({ executed: 'no' });
    }
  }
}

function tooMany({ endpoint }: { readonly endpoint: string }): SifelyError {
  return new SifelyError(otherFailures.tooMany, { endpoint, kind: 'aborted', note: 'of this account' });
}

function tooLate({ endpoint }: { readonly endpoint: string }): SifelyError {
  return gaveUp(endpoint).as({ executed: 'no' });
}

/** Returns the pause before a repeat in milliseconds; `undefined` if the call must not be repeated. */
function pauseBeforeRepeat(error: SifelyError): number | undefined {
  if (error.kind === 'timeout' || error.kind === 'network') return READ_RETRY_MS;
  if (error.kind === 'foreign' || error.reason === 'credentials-refused') return REFUSAL_RETRY_MS;
  const { repeat } = REASON_POLICY[error.reason];
  if (repeat === 'limit') {
    const { retryAfterMs } = error;
    return retryAfterMs !== undefined && retryAfterMs <= MAX_RETRY_AFTER_MS ? retryAfterMs : undefined;
  }
  const transient = isTransient(error.status) || isTransient(error.code);
  return transient && repeat === 'outage' ? READ_RETRY_MS : undefined;
}
