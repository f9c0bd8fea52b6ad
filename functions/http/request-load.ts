import type { Request, RequestHandler, Response } from 'express';
import { AcceptWaits, NO_WAIT } from './accept-waits.ts';
import { Intake } from './intake.ts';
import { SlowCallers } from './slow-callers.ts';

/** How often the event loop shows that it runs. */
const BEAT_MS = 250;

/** A request that waited this long is refused: all that the process does is late now, and what it does not begin it need not do late. */
const MAX_WAIT_MS = 500;

/** So few of one kind are answered however long they waited: a single slow turn is no overload, as when a process begins. */
const FEW = 10;

/** The body of an intent is smaller. */
const SMALL_BYTES = 16_384;

interface RequestLoadOptions {
  /** The most requests of one kind that are answered at the same time. */
  readonly maxRequests: number;
  /**
   * `always`: every stand-still counts. `while-busy`: only one that began during a request and before its answer, because Cloud Run
   * takes the processor away at the answer. `never` for tests, whose clock may be another one.
   */
  readonly watch: 'always' | 'while-busy' | 'never';
}

interface ActiveRequest {
  /** By `performance.now()`. */
  readonly readAt: number;
  /** For how long it waited until it was read, ms. */
  readonly waitedMs: number;
  /** Called when the answer was given a beat ago, and is not read yet. */
  readonly onUnread: () => void;
  /** Stops counting it. */
  readonly release: () => void;
  /** True if the last beat found it answered. */
  isAnswered: boolean;
}

/** The requests under way, and how late this process reads new ones. */
export class RequestLoad {
  readonly #options: RequestLoadOptions;
  readonly #active = new Map<Response, ActiveRequest>();
  readonly #acceptWaits: AcceptWaits | undefined;
  readonly #intake: Intake | undefined;
  #lastBeat = performance.now();
  /** By how much the last beat was late. */
  #late = 0;

  constructor(options: RequestLoadOptions) {
    this.#options = options;
    if (options.watch === 'never') return;
    // A function may be frozen while nothing is under way, which is no wait.
    if (options.watch === 'always') this.#acceptWaits = new AcceptWaits();
    this.#intake = new Intake({ maxWaitMs: MAX_WAIT_MS, few: FEW });
    setInterval(() => this.#beat(), BEAT_MS).unref();
  }

  /** Returns for how long, at most, a request that was let in now may have waited for this process, ms. */
  waitedMs(response: Response): number {
    const request = this.#active.get(response);
    if (this.#options.watch === 'never' || request === undefined) return 0;
    return Math.ceil(request.waitedMs + performance.now() - request.readAt);
  }

  /** Stops counting a request whose answer goes on for minutes, and which has a limit of its own. */
  release(response: Response): void {
    this.#active.get(response)?.release();
    this.#active.delete(response);
  }

  /**
   * Returns a handler that refuses a request with 503 while too many of those that it let pass are under way, or if it waited too
   * long to be read: an answer that comes too late helps nobody. Each handler counts its own, so that one kind of request cannot
   * crowd out another. A request whose answer is not read counts apart. With `shown: 'nothing'` the callers are strangers: so does one
   * whose body is slow until the body is complete, so that for a short time twice as many requests may be under way.
   */
  limit({ shown }: { readonly shown: 'token' | 'nothing' }): RequestHandler {
    const { maxRequests } = this.#options;
    const slow = new SlowCallers(maxRequests);
    const enterInTurn = this.#intake?.lane();
    let active = 0;
    return (request, response, next) => {
      const refuse = () => {
        response.writeHead(503, {
          'Retry-After': '1',
          'Cache-Control': 'no-store',
          ...closeUnlessSmall(request),
        });
        response.end();
      };
      const read = this.#readLateMs();
      const accepted = this.#acceptWaits?.take(request.socket) ?? NO_WAIT;
      const isLate =
        (read > MAX_WAIT_MS && active >= FEW) || (accepted.ms > MAX_WAIT_MS && accepted.before >= FEW);
      let counts = false;
      let stopWatching: (() => void) | undefined;
      const count = (does: boolean) => {
        if (does !== counts) active += does ? 1 : -1;
        counts = does;
      };
      const onUnread = () => {
        count(false);
        slow.add(request);
      };
      this.#active.set(response, {
        ...{ readAt: performance.now(), waitedMs: read + accepted.ms },
        ...{ onUnread, release: () => count(false), isAnswered: false },
      });
      response.once('close', () => {
        stopWatching?.();
        slow.remove(request);
        count(false);
        this.#active.delete(response);
      });
      if (active >= maxRequests || isLate) return refuse();
      count(true);
      stopWatching = shown === 'nothing' ? slow.watchBody(request, response, count) : undefined;
      if (enterInTurn === undefined) return next();
      enterInTurn(() => request.socket.destroyed || next(), refuse);
    };
  }

  /** Returns how long, at most, a request that is read now was there: the loop stood still, or its last turns were long. */
  #readLateMs(): number {
    return this.#options.watch === 'never' ? 0 : this.#lateNow() + this.#late;
  }

  #beat(): void {
    this.#late = this.#lateNow();
    this.#lastBeat = performance.now();
    for (const [response, request] of this.#active) {
      if (!response.writableEnded) continue;
      if (!request.isAnswered) {
        request.isAnswered = true;
        continue;
      }
      this.#active.delete(response);
      request.onUnread();
    }
  }

  #lateNow(): number {
    const late = performance.now() - this.#lastBeat - BEAT_MS;
    if (late <= 0) return 0;
    return this.#options.watch === 'always' || this.#wasBusy() ? late : 0;
  }

  /** True if a request began before the last beat and is not answered yet. */
  #wasBusy(): boolean {
    for (const [response, { readAt }] of this.#active) {
      if (readAt <= this.#lastBeat && !response.writableEnded) return true;
    }
    return false;
  }
}

/** Ends a connection on which much would have to be read before the next request. New connections cost more than a small body. */
function closeUnlessSmall({ headers }: Request): { readonly Connection?: 'close' } {
  return Number(headers['content-length'] ?? 0) <= SMALL_BYTES && headers['transfer-encoding'] === undefined
    ? {}
    : { Connection: 'close' };
}
