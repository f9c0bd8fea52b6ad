import type { Request, Response } from 'express';
import { callerNetwork } from './caller-address.ts';

/** A body that is not here after this is slow: those of Google, Sifely and browsers come in a packet or two. */
const SLOW_AFTER_MS = 250;
/** So long, in all, a body may take, and so long about an answer to be read. */
const MAX_MS = 10_000;
/** The part of all slow requests that one caller may have. */
const PART_OF_ONE = 10;
const MIN_OF_ONE = 5;

/**
 * The requests whose callers are slow to send a body or to read an answer. They hold no place among those that are answered, and are
 * bounded by themselves.
 */
export class SlowCallers {
  readonly #max: number;
  /** In the order in which they became slow. */
  readonly #requests = new Map<Request, { readonly network: string; readonly timer: NodeJS.Timeout }>();

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Calls `count(false)` if the body of a request is slow to come, and `count(true)` when it is complete. Returns a function that
   * must be called when the request has ended.
   */
  watchBody(request: Request, response: Response, count: (does: boolean) => void): () => void {
    const timer = setTimeout(() => {
      if (request.complete || response.writableEnded) return;
      count(false);
      request.once('end', onEnd);
      this.add(request);
    }, SLOW_AFTER_MS).unref();
    const onEnd = () => {
      this.remove(request);
      count(true);
    };
    return () => {
      clearTimeout(timer);
      request.off('end', onEnd);
    };
  }

  /**
   * Adds a request until it is removed. Cuts the connection of the oldest one of too many, of one caller or in all, and of one that takes
   * too long.
   */
  add(request: Request): void {
    const network = callerNetwork(request);
    const timer = setTimeout(() => this.#cut(request), MAX_MS - SLOW_AFTER_MS).unref();
    this.remove(request);
    this.#requests.set(request, { network, timer });
    const ofCaller = [...this.#requests].filter(([, slow]) => slow.network === network);
    const maxOfOne = Math.max(MIN_OF_ONE, Math.floor(this.#max / PART_OF_ONE));
    const [first] = ofCaller.length > maxOfOne ? ofCaller : [];
    if (first !== undefined) this.#cut(first[0]);
    const [oldest] = this.#requests.keys();
    if (this.#requests.size > this.#max && oldest !== undefined) this.#cut(oldest);
  }

  remove(request: Request): void {
    clearTimeout(this.#requests.get(request)?.timer);
    this.#requests.delete(request);
  }

  #cut(request: Request): void {
    this.remove(request);
    request.socket.destroy();
  }
}
