// The root of the package loads Dialogflow and the Actions SDK as well: 2.5 times the time of this file alone.
import { smarthome } from 'actions-on-google/dist/service/smarthome/smarthome.js';
import type { ExecuteResponse } from './execute.ts';
import type { IntentAnswer, IntentContext } from './intent-context.ts';
import type { IntentRequest } from './intent-request.ts';
import type { QueryResponse } from './query.ts';
import type { SyncResponse } from './sync.ts';

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

/** What the library sees of every answer. */
const NOTHING = {};

/** Sends a validated request to its handler. Rejects when the handler does. */
export type Dispatch = (context: IntentContext<IntentRequest>) => Promise<IntentAnswer<unknown>>;

/**
 * Dispatch through Google's own library. It is given the intent's name alone and gets an empty answer: it formats what
 * passes through it for its debug output, wanted or not, tokens and PINs included; an answer about two hundred locks
 * would be written twice more for nothing.
 */
export function createDispatch(handlers: IntentHandlers): Dispatch {
  const contexts = new WeakMap<object, IntentContext<IntentRequest>>();
  const answers = new WeakMap<object, IntentAnswer<unknown>>();

  const run = async (
    body: object,
    handle: (context: IntentContext<IntentRequest>) => Promise<IntentAnswer<unknown>>,
  ): Promise<never> => {
    const context = contexts.get(body);
    if (context === undefined) throw new Error('a request reached the library on its own');
    answers.set(body, await handle(context));
    return NOTHING as never;
  };

  const app = smarthome({ debug: false });
  app.onSync((body) => run(body, only('action.devices.SYNC', handlers.sync)));
  app.onQuery((body) => run(body, only('action.devices.QUERY', handlers.query)));
  app.onExecute((body) => run(body, only('action.devices.EXECUTE', handlers.execute)));
  app.onDisconnect((body) => run(body, only('action.devices.DISCONNECT', handlers.disconnect)));

  return async (context) => {
    const { requestId, intent } = context.request;
    const body = { requestId, inputs: [{ intent }] };
    contexts.set(body, context);
    await app.handler(body, {}, {});
    const answer = answers.get(body);
    if (answer === undefined) throw new Error('the library answered without a handler');
    return answer;
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
