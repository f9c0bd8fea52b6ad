import * as v from 'valibot';

/** One command of an EXECUTE for one device. */
export interface RequestedCommand {
  readonly deviceId: string;
  readonly command: string;
  readonly params: unknown;
  /** Absent from the first request of a dialogue. */
  readonly challenge: unknown;
}

/** A request of Google with a validated envelope. */
export type IntentRequest =
  | { readonly intent: 'action.devices.SYNC'; readonly requestId: string }
  | {
      readonly intent: 'action.devices.QUERY';
      readonly requestId: string;
      /** Without duplicates. */
      readonly deviceIds: readonly string[];
    }
  | {
      readonly intent: 'action.devices.EXECUTE';
      readonly requestId: string;
      readonly commands: readonly RequestedCommand[];
    }
  | { readonly intent: 'action.devices.DISCONNECT'; readonly requestId: string };

export type QueryRequest = Extract<IntentRequest, { intent: 'action.devices.QUERY' }>;

export type ExecuteRequest = Extract<IntentRequest, { intent: 'action.devices.EXECUTE' }>;

/** The body is not a request of Google. The message is safe to log. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
}

/** A home has tens of locks; a request for more than this is refused. */
const MAX_ITEMS = 1000;

// Google sends more fields than it documents (`inputs[].context`, home-assistant/core#35057): all objects are loose.
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const devices = v.pipe(v.array(v.looseObject({ id })), v.maxLength(MAX_ITEMS));
const envelope = v.looseObject({
  requestId: id,
  inputs: v.pipe(
    v.array(v.looseObject({ intent: v.string(), payload: v.optional(v.unknown()) })),
    v.minLength(1),
    v.maxLength(MAX_ITEMS),
  ),
});
const queryPayload = v.looseObject({ devices });
const executePayload = v.looseObject({
  commands: v.array(
    v.looseObject({
      devices,
      execution: v.pipe(
        v.array(
          v.looseObject({
            command: v.string(),
            params: v.optional(v.unknown()),
            challenge: v.optional(v.unknown()),
          }),
        ),
        v.maxLength(MAX_ITEMS),
      ),
    }),
  ),
});

/** Reads the body of `POST /smarthome`. Throws {@link InvalidRequestError}. */
export function readIntent(body: unknown): IntentRequest {
  const { requestId, inputs } = parse(envelope, body);
  const [first] = inputs;
  if (first === undefined || inputs.some(({ intent }) => intent !== first.intent)) {
    throw new InvalidRequestError('inputs must all have the same intent');
  }
  switch (first.intent) {
    case 'action.devices.SYNC':
    case 'action.devices.DISCONNECT':
      return { intent: first.intent, requestId };
    case 'action.devices.QUERY': {
      const asked = inputs.flatMap(({ payload }) => parse(queryPayload, payload).devices);
      return { intent: first.intent, requestId, deviceIds: [...new Set(asked.map((device) => device.id))] };
    }
    case 'action.devices.EXECUTE':
      return {
        intent: first.intent,
        requestId,
        commands: inputs.flatMap(({ payload }) => commandsOf(payload)),
      };
    default:
      throw new InvalidRequestError('the intent is not known');
  }
}

/** Expands commands × devices × execution. */
function commandsOf(payload: unknown): RequestedCommand[] {
  const { commands } = parse(executePayload, payload);
  const size = commands.reduce((sum, each) => sum + each.devices.length * each.execution.length, 0);
  if (size > MAX_ITEMS) throw new InvalidRequestError('too many commands in one request');
  return commands.flatMap(({ devices: targets, execution }) =>
    targets.flatMap((device) =>
      execution.map(({ command, params, challenge }) => ({
        deviceId: device.id,
        command,
        params,
        challenge,
      })),
    ),
  );
}

function parse<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new InvalidRequestError(`${v.getDotPath(result.issues[0]) ?? 'the body'} is not as it should be`);
}
