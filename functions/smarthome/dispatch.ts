// The root of the package loads Dialogflow and the Actions SDK as well: 2.5 times the time of this file alone.
import { smarthome } from 'actions-on-google/dist/service/smarthome/smarthome.js';
import type { ExecuteResponse } from './execute/execute.ts';
import type { IntentAnswer, IntentContext } from './protocol/intent-context.ts';
import type { IntentRequest } from './protocol/intent-request.ts';
import type { QueryResponse } from './query/query.ts';
import type { SyncResponse } from './sync/sync.ts';

type Handler<Intent extends IntentRequest['intent'], Body> = (
  context: IntentContext<Extract<IntentRequest, { intent: Intent }>>,
) => Promise<IntentAnswer<Body>>;

/** One handler per intent. */
export interface IntentHandlers {
  readonly sync: Handler<'action.devices.SYNC', SyncResponse>;
  readonly query: Handler<'action.devices.QUERY', QueryResponse>;
  readonly execute: Handler<'action.devices.EXECUTE', ExecuteResponse>;
  readonly disconnect: Handler<'action.devices.DISCONNECT', Record<string, never>>;
}

/** Sends a validated request to its handler. Rejects when the handler does. */
export type Dispatch = (context: IntentContext<IntentRequest>) => Promise<IntentAnswer<unknown>>;

/** What the library sees of every answer. */
const NOTHING = {};

/**
 * A request as the library sees it: it finds the intent where it looks for it, and nothing when it looks around. It writes
 * all that passes through it as text for its debug output, wanted or not, tokens and PINs included; and an answer about
 * two hundred locks twice.
 */
class LibraryRequest {
  readonly #context: IntentContext<IntentRequest>;
  #answer: IntentAnswer<unknown> | undefined;

  constructor(context: IntentContext<IntentRequest>) {
    this.#context = context;
  }

  get requestId(): string {
    return this.#context.request.requestId;
  }

  get inputs() {
    return [{ intent: this.#context.request.intent }];
  }

  get answer(): IntentAnswer<unknown> {
    if (this.#answer === undefined) throw new Error('the library answered without a handler');
    return this.#answer;
  }

  /** Lets a handler answer; the library gets an empty answer of whatever form it wants. */
  static async handle(
    request: object,
    handler: (context: IntentContext<IntentRequest>) => Promise<IntentAnswer<unknown>>,
  ): Promise<never> {
    if (!(request instanceof LibraryRequest)) throw new Error('a request reached the library on its own');
    request.#answer = await handler(request.#context);
    return NOTHING as never;
  }
}

/** Dispatch through Google's own library. */
export function createDispatch(handlers: IntentHandlers): Dispatch {
  const { handle } = LibraryRequest;
  const app = smarthome({ debug: false });
  const sync = only('action.devices.SYNC', handlers.sync);
  const query = only('action.devices.QUERY', handlers.query);
  const execute = only('action.devices.EXECUTE', handlers.execute);
  const disconnect = only('action.devices.DISCONNECT', handlers.disconnect);
  app.onSync((request) => handle(request, sync));
  app.onQuery((request) => handle(request, query));
  app.onExecute((request) => handle(request, execute));
  app.onDisconnect((request) => handle(request, disconnect));
  return async (context) => {
    const request = new LibraryRequest(context);
    await app.handler(request, {}, {});
    return request.answer;
  };
}

/** Narrows a context to the intent that the library dispatched it as. */
function only<Intent extends IntentRequest['intent'], Body>(intent: Intent, handler: Handler<Intent, Body>) {
  return (context: IntentContext<IntentRequest>): Promise<IntentAnswer<Body>> => {
    if (!isFor(context, intent)) throw new Error(`not a request for ${intent}`);
    return handler(context);
  };
}

function isFor<Intent extends IntentRequest['intent']>(
  context: IntentContext<IntentRequest>,
  intent: Intent,
): context is IntentContext<Extract<IntentRequest, { intent: Intent }>> {
  return context.request.intent === intent;
}
