// The root of the package also loads Dialogflow and the Actions SDK: 2.5 times the load time of this file alone.
import { smarthome } from 'actions-on-google/dist/service/smarthome/smarthome.js';
import type { ExecuteResponse } from './execute/execute.ts';
import type { IntentAnswer, IntentContext } from './protocol/intent-context.ts';
import type { IntentRequest } from './protocol/intent-request.ts';
import type { QueryResponse } from './query/query.ts';
import type { SyncResponse } from './sync/sync.ts';

type Handler<Intent extends IntentRequest['intent'], Body> = (
  context: IntentContext<Extract<IntentRequest, { intent: Intent }>>,
) => Promise<IntentAnswer<Body>>;

interface IntentHandlers {
  readonly sync: Handler<'action.devices.SYNC', SyncResponse>;
  readonly query: Handler<'action.devices.QUERY', QueryResponse>;
  readonly execute: Handler<'action.devices.EXECUTE', ExecuteResponse>;
  readonly disconnect: Handler<'action.devices.DISCONNECT', Record<string, never>>;
}

/** Sends a validated request to its handler. Rejects when the handler does. */
type Dispatch = (context: IntentContext<IntentRequest>) => Promise<IntentAnswer<unknown>>;

interface Exchange {
  readonly context: IntentContext<IntentRequest>;
  answer?: IntentAnswer<unknown>;
}

const EMPTY_ANSWER = {};

/**
 * Dispatches through Google's library by the intent, which is all that it gets: it prints bodies as debug output, PINs
 * included (`DEBUG=*`), and spends a tenth of a QUERY on it even if it does not. Request and answer travel in the metadata.
 */
export function createDispatch(handlers: IntentHandlers): Dispatch {
  const app = smarthome({ debug: false });
  app.onSync(handleWith('action.devices.SYNC', handlers.sync));
  app.onQuery(handleWith('action.devices.QUERY', handlers.query));
  app.onExecute(handleWith('action.devices.EXECUTE', handlers.execute));
  app.onDisconnect(handleWith('action.devices.DISCONNECT', handlers.disconnect));
  return async (context) => {
    const { requestId, intent } = context.request;
    const exchange: Exchange = { context };
    await app.handler({ requestId, inputs: [{ intent }] }, {}, { exchange });
    if (exchange.answer === undefined) throw new Error(`the library ran no handler for ${intent}`);
    return exchange.answer;
  };
}

function handleWith<Intent extends IntentRequest['intent'], Body>(
  intent: Intent,
  handler: Handler<Intent, Body>,
) {
  return async (_body: object, _headers: object, metadata: object): Promise<never> => {
    const { exchange } = metadata as { readonly exchange?: Exchange };
    if (exchange === undefined || !isFor(exchange.context, intent)) {
      throw new Error(`the library ran the handler for ${intent} on another request`);
    }
    exchange.answer = await handler(exchange.context);
    return EMPTY_ANSWER as never;
  };
}

function isFor<Intent extends IntentRequest['intent']>(
  context: IntentContext<IntentRequest>,
  intent: Intent,
): context is IntentContext<Extract<IntentRequest, { intent: Intent }>> {
  return context.request.intent === intent;
}
