import { CANCELLED, type Clock } from '../../clock.ts';
import {
  createHttpClient,
  type HttpConnections,
  HttpRequestError,
  type HttpResponse,
} from '../../http/http-client.ts';
import { FirestoreError, failureFromAnswer } from './failure.ts';
import type { FirestoreTokens, IdentityHeaders } from './tokens.ts';

/** Timeout of one call in milliseconds, from requesting its token to the end of its answer. */
export const CALL_TIMEOUT_MS = 3000;

const IDLE_MS = 30_000;
/** Bytes. A page of due documents may contain several of the largest, of a megabyte each. */
const MAX_ANSWER_BYTES = 20_000_000;

const CLOSED = 'the store is closed';

interface FirestoreRequest {
  readonly method: 'batchGet' | 'batchWrite' | 'commit' | 'runQuery';
  /** The parameter by which Google's own clients route this method to the location of the database. */
  readonly routing: { readonly name: 'database' | 'parent'; readonly value: string };
  readonly body: unknown;
}

interface FirestoreHttpDeps {
  /** `https://host`, without a trailing slash. */
  readonly origin: string;
  /** `projects/{project}/databases/{database}` */
  readonly database: string;
  readonly tokens: FirestoreTokens;
  readonly clock: Clock;
}

/** Calls Firestore over REST, once; again only when the token was refused: a call without a valid token does nothing. */
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

  /** Returns the elements of the answer: several for a streamed call, else one. Throws `FirestoreError`. */
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

class Call {
  /** True if it may have reached Firestore. */
  sent = false;
  /** Rejects if the call ends before its answer. */
  readonly ended: Promise<never>;
  readonly #end = new AbortController();

  constructor(method: string) {
    const { signal } = this.#end;
    this.ended = new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new FirestoreError(this.sent ? 'unknown' : 'undone', `${method}: ${signal.reason}`));
      });
    });
    // The caller may have stopped waiting.
    this.ended.catch(() => {});
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  end(reason: string): void {
    this.#end.abort(reason);
  }
}

/** Checks a complete answer. If it is not Firestore's JSON, the outcome is unknown. */
function read(method: string, { status, body }: HttpResponse): readonly unknown[] {
  const answer = parse(body);
  const elements: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  // A stream that fails midway has started with 200; its last element is the error.
  const error: unknown = elements.map((element) => Object(element).error).find(Boolean);
  if (status !== 200 || error !== undefined) throw failureFromAnswer(method, error, status);
  if (answer === undefined) throw new FirestoreError('unknown', `${method}: the answer is not JSON`);
  return elements;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The error would quote the answer.
    return undefined;
  }
}
