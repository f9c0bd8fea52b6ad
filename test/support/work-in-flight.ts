import { createHook } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';

const HEADER = 'x-test-in-flight';
/** Turns of the event loop without any event until nothing can be under way any more. */
const CALM_TURNS = 12;
/** Turns after which it is not this process that is waited for: no reason to spin. */
const PATIENT_TURNS = 200;
/** What `async_hooks` calls work of the thread pool, the last one also where it is done at once. */
const COMPUTING = /^(SCRYPTREQUEST|FSREQ.*|RANDOMBYTESREQUEST)$/;

/** Where an HTTP request of this process to itself is: on its way, being worked on, or answered and not yet received. */
type Flight =
  | { readonly phase: 'sent' | 'answered' }
  | { readonly phase: 'served'; readonly request: IncomingMessage };

/** What the channels of undici publish of a request. */
interface FetchMessage {
  readonly request: { addHeader(name: string, value: string): void };
}

/**
 * Tells when everything in this process waits for time to pass: no HTTP request is on its way between a client and
 * a server of this process, nothing computes in the thread pool, and turn after turn of the event loop brings no event.
 * A request that a server holds is not in flight: what it waits for is the clock, or another request.
 */
export class WorkInFlight {
  readonly #flights = new Map<string, Flight>();
  readonly #ids = new WeakMap<object, string>();
  readonly #computing = new Set<number>();
  readonly #otherActivity: () => number;
  #nextId = 0;
  #transitions = 0;
  readonly #hook;
  readonly #channels: readonly (readonly [string, (message: unknown) => void])[];

  /** `otherActivity`: a number that changes whenever something happens that is not seen here. */
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

  /** Ends the watch. */
  close(): void {
    this.#hook.disable();
    for (const [channel, listener] of this.#channels) unsubscribe(channel, listener);
  }

  /** Resolves when nothing is going on. */
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
    request.addHeader(HEADER, this.#begin(request));
  }

  #requested(request: ClientRequest): void {
    request.setHeader(HEADER, this.#begin(request));
  }

  #begin(request: object): string {
    const id = String(this.#nextId++);
    this.#ids.set(request, id);
    this.#move(id, { phase: 'sent' });
    return id;
  }

  #arrived({ request, response }: { request: IncomingMessage; response: ServerResponse }): void {
    const id = request.headers[HEADER];
    if (typeof id !== 'string' || !this.#flights.has(id)) return;
    this.#move(id, { phase: 'served', request });
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

/** Whether random bytes are drawn without the thread pool just now; nothing but the stack tells. */
function isDoneAtOnce(): boolean {
  return new Error().stack?.includes('randomFillSync') ?? false;
}
