import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

interface AcceptWait {
  /** For how long, at most, a connection waited to be accepted. */
  readonly ms: number;
  /** How many were accepted before it in turns without a pause. */
  readonly before: number;
}

/** Of a request that is not the first one on its connection. */
export const NO_WAIT: AcceptWait = { ms: 0, before: 0 };

/**
 * Bounds for how long new connections waited to be accepted. Node accepts one connection per turn of the event loop (libuv 1.45), so that
 * while turns are long, connections and the requests on them wait in the system's queue, where nobody sees them. A turn without a new
 * connection shows that the queue was empty: a connection waited no longer than there has been one in every turn.
 */
export class AcceptWaits {
  /** The time of `performance.now()` since which every turn has had a new connection. */
  #since: number | undefined;
  #count = 0;
  #hasNew = false;
  /** Of connections without a request so far. */
  readonly #waits = new WeakMap<Socket, AcceptWait>();

  /** Watches every server of this process, for as long as the process lives. */
  constructor() {
    // Node documents this channel: each connection that a server of `node:net` receives.
    subscribe('net.server.socket', (message) =>
      this.#accepted((message as { readonly socket: Socket }).socket),
    );
  }

  /** Returns how long the request that is read now waited for its connection; not at all if it is not the first one on it. */
  take(socket: Socket): AcceptWait {
    const wait = this.#waits.get(socket) ?? NO_WAIT;
    this.#waits.delete(socket);
    return wait;
  }

  #accepted(socket: Socket): void {
    const now = performance.now();
    if (this.#since === undefined) {
      this.#since = now;
      this.#count = 0;
      setImmediate(() => this.#turn());
    }
    this.#hasNew = true;
    this.#waits.set(socket, { ms: now - this.#since, before: this.#count });
    this.#count += 1;
  }

  #turn(): void {
    if (this.#hasNew) setImmediate(() => this.#turn());
    else this.#since = undefined;
    this.#hasNew = false;
  }
}
