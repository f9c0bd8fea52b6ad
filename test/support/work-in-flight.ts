import { createHook } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** After so many turns of the event loop without an event, no work can be under way. */
const CALM_TURNS = 12;
/** After so many turns, the work is outside this process: wait by timer in place of spinning. */
const PATIENT_TURNS = 200;
/** The names of thread pool work in `async_hooks`; the last one stands also for synchronous work. */
const COMPUTING = /^(SCRYPTREQUEST|FSREQ.*|RANDOMBYTESREQUEST)$/;

/** The phase of an HTTP request of this process to itself: on its way, being served, or answered and not yet received. */
type Flight =
  | { readonly phase: 'sent' | 'answered' }
  | { readonly phase: 'served'; readonly request: IncomingMessage };

/** The message that undici publishes for a request. */
interface FetchMessage {
  readonly request: { addHeader(name: string, value: string): void };
}

/**
 * Detects when all work in this process waits for time to pass: no HTTP request is on its way between a client and a
 * server of this process, the thread pool is idle, and several turns of the event loop brought no event. A request that a
 * server holds does not count: it waits for the clock or for another request.
 */
export class WorkInFlight {
  /** Its own: worlds may watch side by side. */
  readonly #header = `x-test-in-flight-${randomUUID()}`;
  readonly #flights = new Map<string, Flight>();
  readonly #ids = new WeakMap<object, string>();
  readonly #computing = new Set<number>();
  readonly #otherActivity: () => number;
  #nextId = 0;
  #transitions = 0;
  readonly #hook;
  readonly #channels: readonly (readonly [string, (message: unknown) => void])[];

  /** `otherActivity`: a number that changes with each activity that this class cannot observe. */
  constructor(otherActivity: () => number = () => 0) {
    this.#otherActivity = otherActivity;
    const computing = this.#computing;
    this.#hook = createHook({
      init: (id, type) => {
        if (COMPUTING.test(type) && !(type === 'RANDOMBYTESREQUEST' && isDoneAtOnce())) computing.add(id);
      },
      after: (id) => void (computing.size > 0 && computing.delete(id)),
      destroy: (id) => void (computing.size > 0 && computing.delete(id)),
      trackPromises: false,
    }).enable();
    this.#channels = [
      ['undici:request:create', (message) => this.#fetched(message as FetchMessage)],
      ['undici:request:trailers', (message) => this.#ended(Object(message).request)],
      ['undici:request:error', (message) => this.#ended(Object(message).request)],
      ['http.client.request.created', (message) => this.#requested(Object(message).request)],
      ['http.client.response.finish', (message) => this.#ended(Object(message).request)],
      ['http.client.request.error', (message) => this.#ended(Object(message).request)],
      ['http.server.request.start', (message) => this.#arrived(Object(message))],
    ];
    for (const [channel, listener] of this.#channels) subscribe(channel, listener);
  }

  /** Stops observing. */
  close(): void {
    this.#hook.disable();
    for (const [channel, listener] of this.#channels) unsubscribe(channel, listener);
  }

  /** Resolves when no work is under way. */
  async calm(): Promise<void> {
    let seen = -1;
    let idleTurns = 0;
    for (let calmTurns = 0; calmTurns < CALM_TURNS; ) {
      await (this.#computing.size > 0 || idleTurns > PATIENT_TURNS ? setTimeout(1) : setImmediate());
      const now = performance.nodeTiming.uvMetricsInfo.events + this.#transitions + this.#otherActivity();
      calmTurns = now === seen && !this.#isBusy() ? calmTurns + 1 : 0;
      idleTurns = now === seen ? idleTurns + 1 : 0;
      seen = now;
    }
  }

  #isBusy(): boolean {
    if (this.#computing.size > 0) return true;
    for (const flight of this.#flights.values())
      if (flight.phase !== 'served' || !flight.request.complete) return true;
    return false;
  }

  #fetched({ request }: FetchMessage): void {
    request.addHeader(this.#header, this.#begin(request));
  }

  #requested(request: ClientRequest): void {
    request.setHeader(this.#header, this.#begin(request));
  }

  #begin(request: object): string {
    const id = String(this.#nextId++);
    this.#ids.set(request, id);
    this.#move(id, { phase: 'sent' });
    return id;
  }

  #arrived({ request, response }: { request: IncomingMessage; response: ServerResponse }): void {
    const id = request.headers[this.#header];
    if (typeof id !== 'string' || !this.#flights.has(id)) return;
    this.#move(id, { phase: 'served', request });
    // Each world that is open waits for it; Node would take more than ten for a leak.
    response.setMaxListeners(0);
    response.once('close', () => {
      if (this.#flights.has(id)) this.#move(id, { phase: 'answered' });
    });
  }

  #move(id: string, flight: Flight): void {
    this.#transitions++;
    this.#flights.set(id, flight);
  }

  #ended(request: object): void {
    this.#transitions++;
    const id = this.#ids.get(request);
    if (id !== undefined) this.#flights.delete(id);
  }
}

/** True if the current call draws random bytes without the thread pool; only the stack shows it. */
function isDoneAtOnce(): boolean {
  return new Error().stack?.includes('randomFillSync') ?? false;
}
