import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../functions/clock.ts';
import { Documents, documentNames, type FirestoreDocument, maskOf } from './documents.ts';
import { GoogleApiError, type GoogleStatus } from './google-failure.ts';
import { arrayOf, type JsonObject, objectOf } from './json-shape.ts';
import { runQuery, selectionOf } from './query.ts';

/** The simulated calls. */
type FirestoreCall = 'batchGet' | 'batchWrite' | 'commit' | 'runQuery';

const CALLS: readonly string[] = ['batchGet', 'batchWrite', 'commit', 'runQuery'] satisfies FirestoreCall[];

/** A failure of future calls. */
export interface FirestoreFault {
  /** `disconnect` closes the connection without a response. */
  readonly kind: 'aborted' | 'unavailable' | 'deadline' | 'exhausted' | 'denied' | 'disconnect';
  readonly call: FirestoreCall;
  /** `after`: the call takes effect, and only its response is lost. */
  readonly when: 'before' | 'after';
  /** The number of affected calls. Default: 1. */
  readonly times?: number;
}

interface FirestoreSimulatorOptions {
  /** The clock of the documents' versions. */
  readonly clock?: Clock;
  /** Default: any free port. */
  readonly port?: number;
  /** The duration of every call, in milliseconds of the clock. */
  readonly latencyMs?: number;
}

const STATUS_OF_FAULT: Readonly<Record<Exclude<FirestoreFault['kind'], 'disconnect'>, GoogleStatus>> = {
  aborted: 'ABORTED',
  unavailable: 'UNAVAILABLE',
  deadline: 'DEADLINE_EXCEEDED',
  exhausted: 'RESOURCE_EXHAUSTED',
  denied: 'PERMISSION_DENIED',
};

const PATH = /^\/v1\/(projects\/[^/]+\/databases\/[^/]+)\/documents:(\w+)$/;
/** The query of Google's own clients: enums as numbers, responses without white space. */
const QUERY_PARAMETERS = ['$alt', '$prettyPrint'];
const MAX_REQUEST_BYTES = 11_000_000;

/**
 * A Firestore on loopback with the four calls of the product's store, for it and for Google's own REST client.
 * Checks preconditions, commits atomically, and increases update times strictly. Refuses any other call, and any member
 * of a request that is not simulated.
 */
export class FirestoreSimulator {
  /** The number of each call, including refused and failed ones. */
  readonly calls: Record<FirestoreCall, number> = { batchGet: 0, batchWrite: 0, commit: 0, runQuery: 0 };
  /** Expired bearer tokens; any other is valid. */
  readonly endedTokens = new Set<string>();
  /** The duration of every call, in milliseconds of the clock: half before it takes effect, half after. */
  latencyMs: number;
  readonly #documents: Documents;
  readonly #clock: Clock;
  readonly #server: Server;
  #faults: { fault: FirestoreFault; left: number }[] = [];

  static async start(options: FirestoreSimulatorOptions = {}): Promise<FirestoreSimulator> {
    const simulator = new FirestoreSimulator(options);
    await new Promise<void>((resolve, reject) => {
      simulator.#server.once('error', reject);
      simulator.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return simulator;
  }

  private constructor({ clock = systemClock, latencyMs = 0 }: FirestoreSimulatorOptions) {
    this.#clock = clock;
    this.latencyMs = latencyMs;
    this.#documents = new Documents(clock);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** `127.0.0.1:port`, the format of `FIRESTORE_EMULATOR_HOST`. */
  get host(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `127.0.0.1:${port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** All documents of all databases, including expired ones. */
  get documents(): FirestoreDocument[] {
    return this.#documents.all();
  }

  /** Makes calls fail; faults of the same call apply in the order in which they were added. */
  fault(fault: FirestoreFault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  /** Removes all unused faults. */
  clearFaults(): void {
    this.#faults = [];
  }

  /** Applies Firestore's TTL policy on `field`. */
  deleteExpired(field = 'expireAt'): void {
    this.#documents.deleteExpired(field);
  }

  /** Stops at once and closes running calls. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(request.url ?? '/', 'http://firestore');
    const [, database = '', method = ''] = PATH.exec(decoded(url?.pathname)) ?? [];
    // Calls with a streamed response also send their errors as elements of an array.
    const streaming = method === 'batchGet' || method === 'runQuery';
    try {
      const body = await readBody(request);
      if (url === null) throw new GoogleApiError('INVALID_ARGUMENT', 'Malformed address');
      const call = this.#admit(request, url, method);
      if (this.latencyMs > 0) await this.#clock.delay(this.latencyMs / 2);
      const fault = this.#takeFault(call);
      if (fault?.when === 'before') return strike(fault, streaming, response);
      const answer = this.#answer(call, database, body);
      if (this.latencyMs > 0) await this.#clock.delay(this.latencyMs / 2);
      if (fault) return strike(fault, streaming, response);
      send(response, 200, JSON.stringify(answer));
    } catch (error) {
      if (!(error instanceof GoogleApiError)) return void response.destroy();
      send(response, error.httpCode, error.body(streaming));
    }
  }

  #admit(request: IncomingMessage, url: URL, method: string): FirestoreCall {
    if (!isCall(method)) {
      throw new GoogleApiError(
        'UNIMPLEMENTED',
        `The simulator does not know ${request.method} ${url.pathname}`,
      );
    }
    this.calls[method] += 1;
    if (request.method !== 'POST') throw new GoogleApiError('UNIMPLEMENTED', `${method} is called by POST`);
    const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined || this.endedTokens.has(token)) {
      throw new GoogleApiError('UNAUTHENTICATED', 'Request is missing required authentication credential.');
    }
    for (const name of url.searchParams.keys()) {
      if (!QUERY_PARAMETERS.includes(name)) {
        throw new GoogleApiError('INVALID_ARGUMENT', `Invalid query parameter "${name}"`);
      }
    }
    return method;
  }

  #answer(call: FirestoreCall, database: string, body: string): unknown {
    switch (call) {
      case 'batchGet': {
        const { documents, mask } = parse(body, ['documents', 'mask']);
        const selected = selectionOf(maskOf(mask, 'mask'));
        const readTime = this.#documents.tick();
        return [...documentNames(database, documents)].map((name) => {
          const found = this.#documents.get(name);
          return found ? { found: selected(found), readTime } : { missing: name, readTime };
        });
      }
      case 'batchWrite':
        // Google's own client sends labels, with nothing in them.
        return this.#documents.batchWrite(
          database,
          arrayOf(parse(body, ['writes', 'labels'])['writes'], 'writes'),
        );
      case 'commit':
        return this.#documents.commit(database, arrayOf(parse(body, ['writes'])['writes'], 'writes'));
      case 'runQuery': {
        const { structuredQuery } = parse(body, ['structuredQuery']);
        const readTime = this.#documents.tick();
        const found = runQuery(`${database}/documents`, structuredQuery, this.#documents.all());
        return found.length === 0 ? [{ readTime }] : found.map((document) => ({ document, readTime }));
      }
    }
  }

  #takeFault(call: FirestoreCall): FirestoreFault | undefined {
    const next = this.#faults.find(({ fault, left }) => fault.call === call && left > 0);
    if (next) next.left -= 1;
    return next?.fault;
  }
}

function isCall(method: string): method is FirestoreCall {
  return CALLS.includes(method);
}

/** Decodes a path; an undecodable one becomes empty and matches nothing. */
function decoded(path: string | undefined): string {
  try {
    return decodeURIComponent(path ?? '');
  } catch {
    return '';
  }
}

function parse(body: string, known: readonly string[]): JsonObject {
  try {
    return objectOf(JSON.parse(body), 'request', known);
  } catch (error) {
    if (error instanceof GoogleApiError) throw error;
    throw new GoogleApiError('INVALID_ARGUMENT', 'Invalid JSON payload received.');
  }
}

function strike(fault: FirestoreFault, streaming: boolean, response: ServerResponse): void {
  if (fault.kind === 'disconnect') return void response.destroy();
  const failure = new GoogleApiError(STATUS_OF_FAULT[fault.kind], `Simulated: ${fault.kind}`);
  send(response, failure.httpCode, failure.body(streaming));
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_REQUEST_BYTES)
      throw new GoogleApiError('INVALID_ARGUMENT', 'Request payload size exceeds the limit');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
