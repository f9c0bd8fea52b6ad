import type { Clock } from '../clock.ts';

/** How long one call may take, in milliseconds, its answer read to the end. The library alone would wait for minutes. */
export const CALL_TIMEOUT_MS = 3000;

const CLOSED = 'The store is closed';

/** The calls to Firestore itself; everything else that the library fetches is a token. */
const FIRESTORE_CALL = /\/v1\/projects\/[^/]+\/databases\/[^/]+\/documents:\w+$/;

/** What Firestore says when another attempt would meet the same again. The library repeats none of these. */
const FINAL: ReadonlySet<unknown> = new Set([
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'UNIMPLEMENTED',
]);

/** How the library's requests reach Firestore, see {@link createFirestoreTransport}. */
export interface FirestoreTransport {
  readonly fetch: typeof fetch;
  /** Gives up what is under way and refuses what comes. */
  close(): void;
}

/**
 * The platform's fetch, made so that the library sends every call once, and so that every call ends.
 *
 * The `Firestore` class repeats by itself what may pass: commits for up to ten minutes, reads five times with pauses
 * of seconds, on timers that nobody can stop, and its settings for that (`clientConfig`) it honours for neither. It
 * does so by the canonical code of a failure. Here such a failure becomes one with the code CANCELLED, which is on
 * none of its lists; the true one is kept as the reason (`google.rpc.ErrorInfo`), where `meaningOf` finds it.
 *
 * An answer is handed on only when it is complete: one that is cut off would be taken up again, too.
 */
export function createFirestoreTransport(clock: Clock): FirestoreTransport {
  const underWay = new Set<AbortController>();
  let closed = false;
  return {
    fetch: async (input, init) => {
      if (!FIRESTORE_CALL.test(pathOf(input))) return fetch(input, init);
      if (closed) return givenUp('NO_ANSWER', CLOSED);
      const end = new AbortController();
      const done = new AbortController();
      const timer = clock.delay(CALL_TIMEOUT_MS, done.signal).then(
        () => end.abort(new Error(`No answer within ${CALL_TIMEOUT_MS} ms`)),
        () => {},
      );
      underWay.add(end);
      try {
        // In place of the library's own signal, which comes after a minute.
        const response = await fetch(input, { ...init, signal: end.signal });
        return settled(response, await response.text());
      } catch (failure) {
        return givenUp('NO_ANSWER', messageOf(failure));
      } finally {
        underWay.delete(end);
        done.abort();
        await timer;
      }
    },
    close: () => {
      closed = true;
      for (const end of underWay) end.abort(new Error(CLOSED));
    },
  };
}

function settled(response: Response, body: string): Response {
  const { status, ok, headers } = response;
  const isJson = /^application\/json\b/.test(headers.get('content-type') ?? '');
  // The auth library has a say in 401 and 403: it may fetch a new token.
  if (ok ? isJson : status === 401 || status === 403) return answer(body, status);
  const { status: said, message } = errorIn(body);
  if (FINAL.has(said)) return answer(body, status);
  return givenUp(
    typeof said === 'string' ? said : `HTTP_${status}`,
    String(message ?? 'no answer of Firestore'),
  );
}

function answer(body: string, status: number): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}

/** A failure that the library does not repeat. */
function givenUp(reason: string, message: string): Response {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'firestore-transport' },
  ];
  const error = { code: 499, status: 'CANCELLED', message: `${reason}: ${message}`, details };
  return answer(JSON.stringify({ error }), 499);
}

/** Google's form of an error, `{error: {code, message, status}}`; in an array where the answer would be a stream. */
function errorIn(body: string): { status?: unknown; message?: unknown } {
  try {
    const parsed: unknown = JSON.parse(body);
    return Object(Object(Array.isArray(parsed) ? parsed[0] : parsed).error);
  } catch {
    return {};
  }
}

function pathOf(input: string | URL | Request): string {
  return decodeURIComponent(new URL(input instanceof Request ? input.url : input).pathname);
}

/** Node's fetch says "fetch failed", and what it was in the cause. */
function messageOf(failure: unknown): string {
  const { message, cause } = Object(failure);
  return cause instanceof Error ? `${message}: ${cause.message}` : String(message);
}
