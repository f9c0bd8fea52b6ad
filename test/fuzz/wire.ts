import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { EventLoopLag } from '../support/deployed/event-loop-lag.ts';

/** A request whose parts Node's client accepts. */
export interface HttpInput {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
}

/** An answer; status 0 if the connection ended without one. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** From the request to the last byte of the answer, without what this process was late in reading it. */
  readonly ms: number;
}

/** Far longer than any answer may take. */
const GIVE_UP_MS = 15_000;
/** Half a request is waited for by any server; nobody learns more from it. */
const RAW_WAIT_MS = 120;

const lag = new EventLoopLag();
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends one request. Rejects if the connection fails, or after a long time. */
export function send(port: number, { method, path, headers, body }: HttpInput): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const outgoing = request({ agent, host: '127.0.0.1', port, method, path }, (incoming) => {
      buffer(incoming).then((bytes) => {
        const ms = Math.max(0, performance.now() - begun - lag.before(Date.now()));
        resolve({
          ...{ status: incoming.statusCode ?? 0, headers: incoming.headers, body: bytes.toString(), ms },
        });
      }, reject);
    });
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    if (body !== undefined) outgoing.setHeader('content-length', body.length);
    outgoing.setTimeout(GIVE_UP_MS, () => outgoing.destroy(new Error(`no answer within ${GIVE_UP_MS} ms`)));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Sends bytes on a connection of their own and returns what came back until it was closed, or for a moment. */
export function sendBytes(port: number, parts: readonly Buffer[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    let timer = setTimeout(end, RAW_WAIT_MS);
    socket.setNoDelay(true).setEncoding('latin1');
    socket.once('connect', () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (chunk) => {
      text += chunk;
      // Complete or not: what follows within some turns is read, too.
      clearTimeout(timer);
      timer = setTimeout(end, 15);
    });
    socket.once('close', end);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(error);
      else end();
    });
  });
}
