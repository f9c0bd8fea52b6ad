import * as v from 'valibot';
import type { ObservedCall, SifelySimulator } from '../../sifely/index.ts';
import type { Exchange } from '../exchange.ts';
import type { GoogleSimulator } from '../google-simulator.ts';
import type { HomeGraphCall } from '../home-graph/home-graph.ts';
import type { Message, MessageLog } from './message-log.ts';

const executed = v.looseObject({
  inputs: v.tuple([
    v.looseObject({
      payload: v.looseObject({
        commands: v.array(
          v.looseObject({
            devices: v.array(v.looseObject({ id: v.string() })),
            execution: v.array(
              v.looseObject({
                params: v.optional(v.looseObject({ lock: v.optional(v.boolean()) })),
                challenge: v.optional(v.unknown()),
              }),
            ),
          }),
        ),
      }),
    }),
  ]),
});
const queried = v.looseObject({
  inputs: v.tuple([
    v.looseObject({ payload: v.looseObject({ devices: v.array(v.looseObject({ id: v.string() })) }) }),
  ]),
});
const results = v.looseObject({
  payload: v.looseObject({
    errorCode: v.optional(v.string()),
    commands: v.optional(v.array(v.looseObject({ status: v.string(), errorCode: v.optional(v.string()) }))),
    devices: v.optional(v.unknown()),
  }),
});
const reported = v.looseObject({
  payload: v.looseObject({
    devices: v.looseObject({
      states: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
      notifications: v.optional(v.record(v.string(), v.unknown())),
    }),
  }),
});
const webhook = v.looseObject({
  lockId: v.optional(v.union([v.string(), v.number()])),
  notifyType: v.string(),
});

interface RecordDeps {
  readonly log: MessageLog;
  readonly google: GoogleSimulator;
  /** Absent against a running service: what happens there is not seen. */
  readonly sifely?: SifelySimulator | undefined;
  /** Returns a lock's name. */
  readonly nameOf: (lockId: string) => string;
  /** The number of the sentence or tap that goes on. */
  readonly exchange: () => number | undefined;
  readonly now: () => number;
}

/** A title names so many locks. */
const MAX_NAMES = 6;

type Part = Omit<Message, 'id' | 'exchange'>;

/** Writes every message between the parties to the log; returns a function that stops it. */
export function recordMessages({ log, google, sifely, nameOf, exchange, now }: RecordDeps): () => void {
  const add = (part: Part) => {
    const number = exchange();
    log.add({ ...part, ...(number !== undefined && { exchange: number }) });
  };
  const onReport = (call: HomeGraphCall) => add(ofHomeGraph(call, nameOf));
  google.homegraph.callListeners.add(onReport);
  const ends = [
    google.onExchange((each) => add(ofExchange(each, nameOf))),
    () => google.homegraph.callListeners.delete(onReport),
    ...(sifely === undefined ? [] : recordHouse(sifely, add, nameOf, now)),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function recordHouse(
  sifely: SifelySimulator,
  add: (part: Part) => void,
  nameOf: (lockId: string) => string,
  now: () => number,
): (() => void)[] {
  return [
    sifely.onCall((call) => add(ofSifely(call, nameOf))),
    sifely.onMovement(({ lockId, at, to }) =>
      add({
        at,
        from: 'house',
        to: 'house',
        title: `${nameOf(lockId)} is ${to}`,
        isFailure: false,
        lockIds: [lockId],
      }),
    ),
    sifely.onRecord((lockId, record) =>
      add({
        at: now(),
        from: 'house',
        to: 'sifely',
        title: `Record of ${nameOf(lockId)}: type ${record.recordType}`,
        isFailure: false,
        lockIds: [lockId],
        request: record,
      }),
    ),
    sifely.onWebhook(({ body, status }) => {
      const content = parsed(body);
      const lockId =
        v.is(webhook, content) && content.lockId !== undefined ? String(content.lockId) : undefined;
      add({
        at: now(),
        from: 'sifely',
        to: 'service',
        title: `Webhook${lockId === undefined ? '' : ` of ${nameOf(lockId)}`}`,
        outcome: status === 0 ? 'not reached' : `HTTP ${status}`,
        isFailure: status !== 200,
        lockIds: lockId === undefined ? [] : [lockId],
        request: content,
      });
    }),
  ];
}

function ofExchange(exchange: Exchange, nameOf: (lockId: string) => string): Part {
  const { kind, at, endedAt, request, response, status } = exchange;
  const { title, lockIds } = titleOf(exchange, nameOf);
  const { outcome, isFailure } = outcomeOf(exchange);
  return {
    at,
    from: 'google',
    to: 'service',
    title: kind === 'token' || kind === 'revoke' ? title : `${kind} ${title}`.trim(),
    outcome: status === undefined ? 'no response' : outcome,
    isFailure: status === undefined || isFailure,
    tookMs: endedAt - at,
    lockIds,
    request,
    ...(response !== undefined && { response }),
  };
}

function titleOf({ kind, request }: Exchange, nameOf: (lockId: string) => string) {
  if (kind === 'EXECUTE' && v.is(executed, request)) {
    const { commands } = request.inputs[0].payload;
    const lockIds = commands.flatMap(({ devices }) => devices.map(({ id }) => id));
    const [execution] = commands[0]?.execution ?? [];
    const verb = execution?.params?.lock === false ? 'unlock' : 'lock';
    const pin = execution?.challenge === undefined ? '' : ', with a PIN';
    return { title: `${verb} ${listed(lockIds.map(nameOf))}${pin}`, lockIds };
  }
  if (kind === 'QUERY' && v.is(queried, request)) {
    const lockIds = request.inputs[0].payload.devices.map(({ id }) => id);
    return { title: listed(lockIds.map(nameOf)), lockIds };
  }
  if (kind === 'token') {
    const type = Object(request)['grant_type'];
    return { title: type === 'refresh_token' ? 'Refresh the token' : 'Exchange the code', lockIds: [] };
  }
  return { title: kind === 'revoke' ? 'Revoke the token' : '', lockIds: [] };
}

function outcomeOf({ response, status = 0 }: Exchange): { outcome: string; isFailure: boolean } {
  if (status !== 200) {
    const error = Object(response)['error'];
    return { outcome: typeof error === 'string' ? error : `HTTP ${status}`, isFailure: true };
  }
  if (!v.is(results, response)) return { outcome: 'OK', isFailure: false };
  const { errorCode, commands = [] } = response.payload;
  if (errorCode !== undefined) return { outcome: errorCode, isFailure: true };
  if (commands.length === 0) return { outcome: 'OK', isFailure: false };
  const words = commands.map((each) => each.errorCode ?? each.status);
  return {
    outcome: [...new Set(words)].join(', '),
    isFailure: commands.some((each) => each.status !== 'SUCCESS' && each.status !== 'PENDING'),
  };
}

function ofHomeGraph(
  { method, body, at, status, error }: HomeGraphCall,
  nameOf: (lockId: string) => string,
): Part {
  const devices = v.is(reported, body) ? body.payload.devices : {};
  const { states = {}, notifications = {} } = devices;
  const lockIds = [...new Set([...Object.keys(states), ...Object.keys(notifications)])];
  const titles: Readonly<Record<typeof method, string>> = {
    reportStateAndNotification: `Report ${listed(lockIds.map((id) => `${nameOf(id)}${stateWord(states[id])}`))}`,
    requestSync: 'Ask for a SYNC',
    query: 'Read the Home Graph',
    sync: 'Read the devices of the Home Graph',
    delete: 'End the link',
  };
  return {
    at,
    from: 'service',
    to: 'google',
    title: titles[method],
    outcome: error ?? 'accepted',
    isFailure: status !== 200,
    lockIds,
    request: body,
  };
}

/** Joins names; of many, the first ones and how many more there are: the contents of the message have all. */
function listed(names: readonly string[]): string {
  if (names.length <= MAX_NAMES) return names.join(', ');
  const first = names.slice(0, MAX_NAMES - 1);
  return `${first.join(', ')} and ${names.length - first.length} more`;
}

function stateWord(states: Readonly<Record<string, unknown>> | undefined): string {
  if (states === undefined) return '';
  if (states['online'] === false) return ' offline';
  if (states['isJammed'] === true) return ' jammed';
  if (typeof states['isLocked'] !== 'boolean') return '';
  return states['isLocked'] ? ' locked' : ' unlocked';
}

function ofSifely(call: ObservedCall, nameOf: (lockId: string) => string): Part {
  const { endpoint, lockId, at, endedAt, status, code, parameters, body, reply } = call;
  const isFailure = status !== 200 || (code !== undefined && code !== 0 && code !== 200);
  const outcome = status === 0 ? 'no response' : isFailure ? (code ?? `HTTP ${status}`) : 'OK';
  return {
    at,
    from: 'service',
    to: 'sifely',
    title: `${endpoint}${lockId === undefined ? '' : ` ${nameOf(lockId)}`}`,
    outcome: String(outcome),
    isFailure,
    tookMs: endedAt - at,
    lockIds: lockId === undefined ? [] : [lockId],
    request: { ...parameters, ...body },
    ...(reply !== undefined && { response: parsed(reply) }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
