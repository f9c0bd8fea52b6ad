import * as v from 'valibot';
import { DEMO_ACCOUNT, DEMO_LOCKS, demoSeed } from '../../../sifely/index.ts';
import { CALLS_AT_LOCKS, type Incident, type IncidentCall } from './incident.ts';
import { type LogLine, readLog } from './read-log.ts';

/** The log does not have the request. The message says what to do, in one line. */
export class LogError extends Error {
  override readonly name = 'LogError';
}

/** A command is looked at for so long: then its last verification has ended. */
const WATCH_MS = 75_000;
/** Locks of the demo that stand for those of the log, in this order. */
const STAND_INS = [DEMO_LOCKS.frontDoor, DEMO_LOCKS.backDoor, DEMO_LOCKS.garage].map(String);
/** Reasons for which a lock cannot be reached before anything is sent. */
const UNREACHABLE = new Set(['gateway-offline', 'snapshot-offline', 'lock-offline', 'no-gateway']);

const intentLine = v.looseObject({
  requestId: v.union([v.string(), v.number()]),
  accountId: v.string(),
  intent: v.literal('action.devices.EXECUTE'),
  to: v.picklist(['lock', 'unlock']),
  withPin: v.boolean(),
  devices: v.pipe(v.array(v.string()), v.minLength(1)),
  outcome: v.string(),
  reasons: v.optional(v.record(v.string(), v.string()), {}),
  ms: v.number(),
});
const callLine = v.looseObject({
  endpoint: v.string(),
  accountId: v.string(),
  lockId: v.optional(v.union([v.string(), v.number()])),
  outcome: v.string(),
  status: v.optional(v.number()),
  code: v.optional(v.number()),
  ms: v.number(),
});
const observationLine = v.looseObject({
  accountId: v.string(),
  lockId: v.union([v.string(), v.number()]),
  outcome: v.string(),
});

/** Makes an incident of a log: one command, and what belongs to it in the two minutes after. Throws {@link LogError}. */
export function incidentOfLog(text: string, requestId: string): Incident {
  const lines = readLog(text);
  if (lines.length === 0)
    throw new LogError('Nothing in the log could be read: is it the log of this service?');
  const asked = lines.filter(
    ({ message, fields }) => message === 'intent' && String(fields['requestId']) === requestId,
  );
  if (asked.length === 0)
    throw new LogError(
      `The log has no request ${requestId}: it may have been rotated, or be of another day.`,
    );
  const command = asked.find(({ fields }) => v.is(intentLine, fields));
  if (command === undefined)
    throw new LogError(`Request ${requestId} is no command to lock or unlock that can be replayed.`);
  return incidentOf(command, v.parse(intentLine, command.fields), lines);
}

const demoLocks = demoSeed.locks ?? [];

function incidentOf(
  line: LogLine,
  command: v.InferOutput<typeof intentLine>,
  lines: readonly LogLine[],
): Incident {
  const beganAt = line.at - command.ms;
  const after = lines.filter(
    ({ at, fields }) =>
      at >= beganAt && at <= beganAt + WATCH_MS && fields['accountId'] === command.accountId,
  );
  const locks = command.devices.slice(0, STAND_INS.length);
  const standIn = new Map(locks.map((lockId, place) => [lockId, STAND_INS[place] ?? '']));
  const calls = after.flatMap(({ message, fields }) =>
    message === 'sifely call' && v.is(callLine, fields) ? (callOf(fields, standIn) ?? []) : [],
  );
  const jammed = new Set(
    after.flatMap(({ message, fields }) => {
      if (message !== 'observation' || !v.is(observationLine, fields)) return [];
      const stood = command.to === 'unlock' ? 'observed locked' : 'observed unlocked';
      return fields.outcome === stood ? [standIn.get(String(fields.lockId)) ?? ''] : [];
    }),
  );
  const reasons = new Map(
    Object.entries(command.reasons).map(([lockId, reason]) => [standIn.get(lockId), reason]),
  );
  const lockIds = [...standIn.values()];
  const unplugged = new Set(
    demoLocks
      .filter(({ lockId }) => UNREACHABLE.has(reasons.get(String(lockId)) ?? ''))
      .flatMap(({ gatewayIds = [] }) => gatewayIds),
  );
  const names = demoLocks.filter(({ lockId }) => lockIds.includes(String(lockId))).map(({ name }) => name);
  const isWrong = [...reasons.values()].includes('pin-wrong');
  const pin = !command.withPin ? 'none' : isWrong ? 'wrong' : 'right';
  const title = `EXECUTE ${command.to} ${names.join(', ')}${command.withPin ? ', with a PIN' : ''}`;
  return {
    incident: 1,
    about: `Request ${command.requestId}`,
    recordedAt: new Date(beganAt).toISOString(),
    from: 'log',
    house: {
      locks: demoLocks
        .filter(({ owner }) => owner === DEMO_ACCOUNT.username)
        .map(({ lockId, name, battery = 85, autoLockSeconds = -1 }) => ({
          id: String(lockId),
          name: String(name),
          bolt: command.to === 'lock' && lockIds.includes(String(lockId)) ? 'unlocked' : 'locked',
          isJammed: jammed.has(String(lockId)),
          isFrozen: reasons.get(String(lockId)) === 'lock-frozen',
          battery,
          // A lock that locks itself would hide what the command did.
          autoLockSeconds: lockIds.includes(String(lockId)) ? -1 : autoLockSeconds,
        })),
      gateways: (demoSeed.gateways ?? []).map(({ gatewayId, name }) => ({
        id: String(gatewayId),
        name,
        is: unplugged.has(gatewayId) ? 'off' : 'on',
      })),
      mood: 'ok',
      webhooks: 'off',
    },
    linked: ['alice'],
    steps: [{ at: 0, do: { kind: 'command', user: 'alice', lockIds, to: command.to, pin } }],
    endsAt: WATCH_MS,
    calls,
    expected: { answers: [`${title}: ${command.outcome.replaceAll(',', ', ')}`] },
    unknown: [
      'the words that were said, and those that Google said',
      'the house: locks of the demo stand for the real ones, and their batteries and gateways are those of the demo',
      ...(command.devices.length > locks.length
        ? [`${command.devices.length - locks.length} more locks of the command`]
        : []),
      ...(jammed.size > 0 ? ['why the bolt did not move: it is taken for jammed'] : []),
    ],
  };
}

function callOf(
  { endpoint, lockId, outcome, status, code, ms }: v.InferOutput<typeof callLine>,
  standIn: ReadonlyMap<string, string>,
): IncidentCall | undefined {
  const stands = standIn.get(String(lockId));
  if (!CALLS_AT_LOCKS.has(endpoint) || stands === undefined) return undefined;
  const call = { endpoint, lockId: stands, ms };
  if (outcome === 'ok') return call;
  if (code !== undefined && code !== 0) return { ...call, failed: { code } };
  return { ...call, failed: status === undefined || status === 200 ? { noAnswer: true } : { status } };
}
