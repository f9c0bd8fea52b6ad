import { CANCELLED, type Clock } from '../../clock.ts';
import {
  createHttpClient,
  type HttpConnections,
  HttpRequestError,
  type HttpResponse,
} from '../../http/http-client.ts';
import { FirestoreError, failureFromAnswer } from './failure.ts';
import type { FirestoreTokens, IdentityHeaders } from './tokens.ts';

/** How long one call may take, in milliseconds, its token and the end of its answer included. */
export const CALL_TIMEOUT_MS = 3000;

/** How long a connection is kept that nobody uses. */
const IDLE_MS = 30_000;
/** Bytes. A page of documents that are due may hold several of the largest, a megabyte each. */
const MAX_ANSWER_BYTES = 20_000_000;

const CLOSED = 'the store is closed';

/** What is asked of Firestore: `documents:METHOD`. */
interface FirestoreRequest {
  readonly method: 'batchGet' | 'commit' | 'runQuery';
  /** The parameter that Google's own clients give for this method, so that it gets to where the database is. */
  readonly routing: { readonly name: 'database' | 'parent'; readonly value: string };
  readonly body: unknown;
}

/** What {@link FirestoreHttp} needs. */
interface FirestoreHttpDeps {
  /** `https://host`, without a slash at the end. */
  readonly origin: string;
  /** `projects/{project}/databases/{database}` */
  readonly database: string;
  readonly tokens: FirestoreTokens;
  readonly clock: Clock;
}

/**
 * Calls Firestore over REST: each call is sent once, and ends. Only a token that was refused is replaced and the call
 * sent again: a call without a valid token did nothing.
 */
export class FirestoreHttp {
  readonly #deps: FirestoreHttpDeps;
  readonly #connections: HttpConnections;
  readonly #underWay = new Set<Call>();
  #closed = false;

  constructor(deps: FirestoreHttpDeps) {
    this.#deps = deps;
    this.#connections = createHttpClient({
      clock: deps.clock,
      idleMs: IDLE_MS,
      maxBodyBytes: MAX_ANSWER_BYTES,
    });
  }

  /**
   * The elements of the answer. Calls that answer with a stream answer with an array; the others have one element.
   *
   * @throws {FirestoreError}
   */
  async call(request: FirestoreRequest): Promise<readonly unknown[]> {
    if (this.#closed) throw new FirestoreError('undone', `${request.method}: ${CLOSED}`);
    const call = new Call(request.method);
    const answered = new AbortController();
    this.#deps.clock.delay(CALL_TIMEOUT_MS, answered.signal).then(
      () => call.end(`no answer within ${CALL_TIMEOUT_MS} ms`),
      () => {},
    );
    this.#underWay.add(call);
    try {
      return read(request.method, await Promise.race([this.#exchange(request, call), call.ended]));
    } finally {
      this.#underWay.delete(call);
      answered.abort(CANCELLED);
    }
  }

  /** Ends what is under way at once, and refuses what comes. */
  close(): void {
    this.#closed = true;
    for (const call of this.#underWay) call.end(CLOSED);
    this.#connections.close();
  }

  async #exchange(request: FirestoreRequest, call: Call): Promise<HttpResponse> {
    const { tokens } = this.#deps;
    const identity = await tokens.headers().catch((error: unknown) => {
      throw new FirestoreError('undone', `${request.method}: no token`, { cause: error });
    });
    const answer = await this.#send(request, identity, call);
    if (answer.status !== 401) return answer;
    const renewed = await tokens.renewedHeaders(identity).catch(() => undefined);
    return renewed === undefined ? answer : this.#send(request, renewed, call);
  }

  async #send(
    { method, routing, body }: FirestoreRequest,
    identity: IdentityHeaders,
    call: Call,
  ): Promise<HttpResponse> {
    const { origin, database } = this.#deps;
    call.sent = true;
    try {
      return await this.#connections.send({
        method: 'POST',
        url: `${origin}/v1/${database}/documents:${method}`,
        headers: {
          ...identity,
          'content-type': 'application/json',
          'google-cloud-resource-prefix': database,
          'x-goog-request-params': `${routing.name}=${encodeURIComponent(routing.value)}`,
        },
        body: JSON.stringify(body),
        signal: call.signal,
      });
    } catch (failure) {
      const unsent = failure instanceof HttpRequestError && !failure.sent;
      throw new FirestoreError(unsent ? 'undone' : 'unknown', `${method}: no complete answer`, {
        cause: failure,
      });
    }
  }
}

/** One call under way. */
class Call {
  /** Whether it may have reached Firestore. */
  sent = false;
  /** Rejects when the call is ended before it was answered. */
  readonly ended: Promise<never>;
  readonly #end = new AbortController();

  constructor(method: string) {
    const { signal } = this.#end;
    this.ended = new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new FirestoreError(this.sent ? 'unknown' : 'undone', `${method}: ${signal.reason}`));
      });
    });
    // An end that nobody waits for any more.
    this.ended.catch(() => {});
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  end(reason: string): void {
    this.#end.abort(reason);
  }
}

/** Checks an answer that is complete. What is not Firestore's JSON leaves open what happened. */
function read(method: string, { status, body }: HttpResponse): readonly unknown[] {
  const answer = parse(body);
  const elements: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  // A stream that fails on its way has begun with 200; its last element is the error.
  const error: unknown = elements.map((element) => Object(element).error).find(Boolean);
  if (status !== 200 || error !== undefined) throw failureFromAnswer(method, error, status);
  if (answer === undefined) throw new FirestoreError('unknown', `${method}: the answer is not JSON`);
  return elements;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The reason would quote the answer.
    return undefined;
  }
}
