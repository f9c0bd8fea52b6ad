import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { LOOPBACK_CERTIFICATE } from '../../support/tls-certificate.ts';

/** A request that a {@link Receiver} got. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that alerts are sent to: it keeps what it gets, and answers as scripted. */
export class Receiver {
  readonly requests: ReceivedRequest[] = [];
  /** The answer to every request; 204 by default. */
  answer: Answer = (_request, response) => void response.writeHead(204).end();
  readonly url: string;
  readonly port: number;
  readonly #close: () => Promise<void>;

  private constructor(url: string, port: number, close: () => Promise<void>) {
    this.url = url;
    this.port = port;
    this.#close = close;
  }

  /** Starts one on loopback; with `tls` it has {@link LOOPBACK_CERTIFICATE}. */
  static async start({ tls = false } = {}): Promise<Receiver> {
    let receiver: Receiver | undefined;
    const listener = async (request: IncomingMessage, response: ServerResponse) => {
      const { url: path = '', headers } = request;
      const body = await buffer(request);
      receiver?.requests.push({ path, headers: headers as Record<string, string>, body });
      receiver?.answer(request, response);
    };
    const server = tls ? createTlsServer(LOOPBACK_CERTIFICATE, listener) : createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    receiver = new Receiver(`http${tls ? 's' : ''}://127.0.0.1:${port}`, port, async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    });
    return receiver;
  }

  /** Answers every request with a status from now on. */
  answerWith(status: number, headers: Readonly<Record<string, string>> = {}): void {
    this.answer = (_request, response) =>
      void response.writeHead(status, headers).end('a secret of the receiver');
  }

  /** Returns the bodies as JSON, oldest first. */
  get bodies(): readonly ReceivedAlerts[] {
    return this.requests.map(({ body }) => JSON.parse(body.toString('utf8')) as ReceivedAlerts);
  }

  /** Returns what the webhooks said, a line for each. */
  get texts(): readonly string[] {
    return this.bodies.map(({ data }) => data?.text ?? '');
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** The body of a webhook. */
export interface ReceivedAlerts {
  readonly type?: string;
  readonly data?: {
    readonly title: string;
    readonly text: string;
    readonly omitted: number;
    readonly alerts: readonly {
      readonly id: string;
      readonly kind: string;
      readonly state: string;
      readonly at: string;
      readonly lockId: string | null;
      readonly door: string | null;
    }[];
  };
}
