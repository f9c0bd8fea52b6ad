import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The front's answer when the instance is gone; no answer of the product has it. */
export const INSTANCE_GONE = 'The instance is gone';

/** One request on its way through the front. */
export interface Passing {
  readonly path: string;
  readonly body: string;
  /** When the instance was given it, ms since the epoch. */
  readonly at: number;
}

/** An answer as the instance gave it. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * The front end of Cloud Run: passes requests on to one instance, and sees every answer as soon as it is complete, before
 * the client gets it. A client whose instance is gone gets 503.
 */
export class Front {
  /** The port of the instance. */
  target: number | undefined;
  /** Called before the instance gets a request. */
  onRequest: (request: Passing) => void = () => {};
  /** Called when an answer of the instance is complete. */
  onAnswer: (request: Passing) => void = () => {};
  readonly #server: Server;
  readonly #active = new Map<Passing, ServerResponse>();

  private constructor() {
    this.#server = createServer((incoming, response) => void this.#pass(incoming, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  static async start(): Promise<Front> {
    const front = new Front();
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests that the instance has and has not answered. */
  get active(): readonly Passing[] {
    return [...this.#active.keys()];
  }

  /** Lets the clients of all requests that are not answered hang up. */
  hangUp(): void {
    for (const response of this.#active.values()) response.destroy();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const passing = { path: incoming.url ?? '/', body: body.toString(), at: Date.now() };
    this.#active.set(passing, response);
    this.onRequest(passing);
    try {
      const { status, headers, body: text } = await this.#ask(incoming, response, body);
      this.#active.delete(passing);
      this.onAnswer(passing);
      const { connection: _, 'transfer-encoding': __, ...own } = headers;
      response.writeHead(status, { ...own, 'content-length': text.length }).end(text);
    } catch {
      this.#active.delete(passing);
      if (!response.destroyed) response.writeHead(503, { 'content-type': 'text/plain' }).end(INSTANCE_GONE);
    }
  }

  #ask({ method, url, headers }: IncomingMessage, response: ServerResponse, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // A connection of its own: one that was open may be of an instance that was killed since.
      const asked = request(
        { host: '127.0.0.1', port: this.target, method, path: url, headers, agent: false },
        (answer) => {
          const { statusCode: status = 0, headers: given } = answer;
          buffer(answer).then((text) => resolve({ status, headers: given, body: text }), reject);
        },
      );
      asked.on('error', reject);
      response.on('close', () => asked.destroy());
      asked.end(body);
    });
  }
}
