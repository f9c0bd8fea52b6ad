import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { CANCELLED, type Clock } from '../clock.ts';
import { VERSION } from '../version.ts';
import { connecting, keptConnections } from './connection-pool.ts';
import { addressOf } from './server-address.ts';

/** One request to another server. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Its origin must be `http:` or `https:`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the exchange; the failure is then an {@link HttpRequestError} like any other. */
  readonly signal?: AbortSignal;
  /** Ms since the epoch. Where no connection stands by then nothing is sent: the failure has code `TOO_LATE`. */
  readonly sendBy?: number;
}

/** What came back, read to the end. Redirects are answers: nothing follows them. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decoded as UTF-8, without a byte order mark. */
  readonly body: string;
}

/** Makes an exchange. Rejects with {@link HttpRequestError} only. */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>;

/** How exchanges are made. */
interface HttpClientOptions {
  readonly clock: Clock;
  /** How long a connection that nobody uses is kept for the next request, in milliseconds; a server may say less. */
  readonly idleMs: number;
  /** The longest body that is read, in bytes. */
  readonly maxBodyBytes: number;
}

/** An exchange that brought no complete answer. */
export class HttpRequestError extends Error {
  override readonly name = 'HttpRequestError';
  /** The system's code of it (`ECONNREFUSED`, …), `ANSWER_TOO_LONG`, `ENCODED`, `TOO_LATE`, or `none`. Never holds addresses, headers or bytes. */
  readonly code: string;
  /** False when no connection stood, so that no byte of the request can have left. */
  readonly sent: boolean;
  /** The status of an answer that was not read to its end. */
  readonly status: number | undefined;

  constructor(code: string, sent: boolean, status?: number) {
    super(`The exchange failed: ${code}`);
    this.code = code;
    this.sent = sent;
    this.status = status;
  }
}

/** What {@link createHttpClient} makes. */
export interface HttpConnections {
  readonly send: HttpClient;
  /** Closes every connection; what is under way fails. */
  close(): void;
}

/**
 * Exchanges over the platform's `node:http` and `node:https`, with connections that are kept. `fetch` would do the same for
 * half a millisecond of processor time more each, and 35 ms at the first.
 *
 * Compressed answers are not asked for: what is asked here is small.
 */
export function createHttpClient({ clock, idleMs, maxBodyBytes }: HttpClientOptions): HttpConnections {
  const { plain, tls } = keptConnections(idleMs);
  const send: HttpClient = ({ method, url, headers, body, signal, sendBy }) =>
    new Promise((resolve, reject) => {
      /** From then on bytes of the request may have left. */
      let connected = false;
      let answer: IncomingMessage | undefined;
      const fail = (error: unknown) => {
        reject(new HttpRequestError(codeOf(error), connected, answer?.statusCode));
      };
      if (signal?.aborted) return fail(signal.reason);
      try {
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
        const outgoing = { method, headers: { ...OWN_HEADERS, ...headers, ...length } };
        const { isTls, host, port, path } = addressOf(url);
        const request = isTls
          ? tlsRequest({ ...outgoing, host, port, path, agent: tls })
          : plainRequest({ ...outgoing, host, port, path, agent: plain });
        const onAbort = () => request.destroy(new HttpRequestError('ABORTED', connected));
        signal?.addEventListener('abort', onAbort, { once: true });
        const closed = new AbortController();
        const giveUp = () => request.destroy(new HttpRequestError('TOO_LATE', false));
        const leave = () => {
          // A process that stood still hears of the connection before it hears of the time.
          if (sendBy !== undefined && clock.now() >= sendBy) return void giveUp();
          connected = true;
          request.end(body);
        };
        request.on('socket', (socket) => {
          const event = connecting(socket);
          if (event === undefined) return leave();
          socket.once(event, leave);
          if (sendBy === undefined) return;
          clock.delay(Math.max(0, sendBy - clock.now()), closed.signal).then(
            () => connected || giveUp(),
            () => {},
          );
        });
        request.on('response', (response) => {
          answer = response;
          if (!isPlain(response.headers)) {
            fail(new HttpRequestError('ENCODED', true));
            request.destroy();
            return;
          }
          readBody(response, maxBodyBytes).then(
            (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
            (error: unknown) => {
              fail(error);
              request.destroy();
            },
          );
        });
        request.on('error', fail);
        request.on('close', () => {
          closed.abort(CANCELLED);
          signal?.removeEventListener('abort', onAbort);
          // Every end has been told by now; one that was not is an answer that never came.
          if (answer === undefined) fail(undefined);
        });
      } catch (error) {
        // An address or a header that cannot be sent.
        fail(error);
      }
    });
  return {
    send,
    close() {
      plain.destroy();
      tls.destroy();
    },
  };
}

/** Firewalls turn away who does not say what it is. */
const OWN_HEADERS = { 'user-agent': `sifely-google-home/${VERSION}`, 'accept-encoding': 'identity' };

function isPlain({ 'content-encoding': encoding = 'identity' }: IncomingHttpHeaders): boolean {
  return encoding === '' || encoding.toLowerCase() === 'identity';
}

const decoder = new TextDecoder();

function readBody(response: IncomingMessage, longest: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > longest) return reject(new HttpRequestError('ANSWER_TOO_LONG', true));
      chunks.push(chunk);
    });
    response.on('end', () =>
      resolve(decoder.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))),
    );
    response.on('error', reject);
    response.on('close', () => reject(undefined));
  });
}

/** Only the system's word for it: messages may hold addresses with secrets in their query, or bytes of an answer. */
function codeOf(error: unknown): string {
  const code: unknown = Object(error).code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'none';
}
