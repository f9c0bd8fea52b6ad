import type { RequestHandler, Response } from 'express';
import { SlowBodies } from './slow-bodies.ts';

/** How often the event loop shows that it runs. */
const BEAT_MS = 250;

interface RequestLoadOptions {
  /** The most requests of one kind that are answered at the same time. */
  readonly maxRequests: number;
  /**
   * `always`: every stand-still counts. `while-busy`: only one that began during a request and before its answer, because Cloud Run
   * takes the processor away at the answer. `never` for tests, whose clock may be another one.
   */
  readonly watch: 'always' | 'while-busy' | 'never';
}

/** The requests under way, and how late this process reads new ones. */
export class RequestLoad {
  readonly #options: RequestLoadOptions;
  /** The requests under way, with the time of `performance.now()` at which each began. */
  readonly #active = new Map<Response, number>();
  #lastBeat = performance.now();
  /** By how much the last beat was late. */
  #late = 0;

  constructor(options: RequestLoadOptions) {
    this.#options = options;
    if (options.watch !== 'never') setInterval(() => this.#beat(), BEAT_MS).unref();
  }

  /**
   * Returns for how long, at most, a request that is read now may have waited for this process, ms: the loop stood still, or its last
   * turns were long.
   */
  waitedMs(): number {
    if (this.#options.watch === 'never') return 0;
    return Math.ceil(this.#lateNow() + this.#late);
  }

  /**
   * Returns a handler that refuses a request with 503 while too many of those that it let pass are under way: an answer that
   * comes too late helps nobody. Each handler counts its own, so that one kind of request cannot crowd out another. With
   * `shown: 'nothing'` the callers are strangers: a request whose body is slow counts apart until the body is complete, so that for a
   * short time twice as many requests may be under way.
   */
  limit({ shown }: { readonly shown: 'token' | 'nothing' }): RequestHandler {
    const { maxRequests } = this.#options;
    const slow = new SlowBodies(maxRequests);
    let active = 0;
    return (request, response, next) => {
      if (active >= maxRequests) {
        response
          .writeHead(503, { 'Retry-After': '1', 'Cache-Control': 'no-store', Connection: 'close' })
          .end();
        return;
      }
      let counts = false;
      const count = (does: boolean) => {
        if (does !== counts) active += does ? 1 : -1;
        counts = does;
      };
      count(true);
      this.#active.set(response, performance.now());
      const stopWatching = shown === 'nothing' ? slow.watch(request, response, count) : undefined;
      response.once('close', () => {
        stopWatching?.();
        count(false);
        this.#active.delete(response);
      });
      next();
    };
  }

  #beat(): void {
    this.#late = this.#lateNow();
    this.#lastBeat = performance.now();
  }

  #lateNow(): number {
    const late = performance.now() - this.#lastBeat - BEAT_MS;
    if (late <= 0) return 0;
    return this.#options.watch === 'always' || this.#wasBusy() ? late : 0;
  }

  /** True if a request began before the last beat and is not answered yet. */
  #wasBusy(): boolean {
    for (const [response, begunAt] of this.#active) {
      if (begunAt <= this.#lastBeat && !response.writableEnded) return true;
    }
    return false;
  }
}
