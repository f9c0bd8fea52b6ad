import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What a network does to the bytes of both directions: passes them on, delays them, holds them until it is good again, or resets
 * connections, before the request or in the middle of the answer.
 */
export type Weather =
  | { readonly kind: 'good' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'torn' };

/** A time, ms since the epoch, in which bytes were held or came `ms` later. */
interface Delay {
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

/** How long after better weather the last bytes may arrive. */
const AFTER_MS = 300;

/** A network between the product and a cloud. */
export class FaultyNetwork {
  readonly #server: Server;
  readonly #target: URL;
  readonly #held: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();
  #weather: Weather = { kind: 'good' };
  readonly #delays: Delay[] = [];
  #since = Date.now();

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((near) => this.#join(near));
  }

  static async start(target: string): Promise<FaultyNetwork> {
    const network = new FaultyNetwork(target);
    await new Promise<void>((resolve) => network.#server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Changes the weather. What was held is passed on when it is good again. */
  set(weather: Weather): void {
    const [from, to, before] = [this.#since, Date.now(), this.#weather];
    if (before.kind === 'held') this.#delays.push({ from, to, ms: to - from });
    if (before.kind === 'slow') this.#delays.push({ from, to, ms: 2 * before.ms });
    this.#since = to;
    this.#weather = weather;
    if (weather.kind !== 'held') for (const pass of this.#held.splice(0)) pass();
    if (weather.kind === 'reset') for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** How long, at most, what arrived at a time was on its way, ms. */
  delayAt(at: number): number {
    const felt = this.#delays.filter(({ from, to, ms }) => from <= at && at <= to + ms + AFTER_MS);
    return Math.max(0, ...felt.map(({ from, ms }) => Math.min(ms + AFTER_MS, at - from)));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.on('data', (bytes) => this.#pass(bytes, other, socket === near));
      socket.on('end', () => other.end());
    }
  }

  #pass(bytes: Buffer, to: Socket, isRequest: boolean): void {
    const write = () => {
      if (!to.destroyed) to.write(bytes);
    };
    const weather = this.#weather;
    if (weather.kind === 'good') write();
    else if (weather.kind === 'slow') setTimeout(write, weather.ms);
    else if (weather.kind === 'held') this.#held.push(write);
    else if (weather.kind === 'reset') to.resetAndDestroy();
    else if (isRequest) write();
    else {
      to.write(bytes.subarray(0, bytes.length / 2));
      setImmediate(() => to.resetAndDestroy());
    }
  }
}
