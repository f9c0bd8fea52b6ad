import * as v from 'valibot';
import type { ExecuteCommand } from '../envelope.ts';
import { CHALLENGE_TYPES, ERROR_CODES } from './google-codes.ts';
import { lockStateEntries, TRAITS_OF_STRANGERS, type TraitsOf } from './query-answer.ts';
import { shapeViolations } from './shape.ts';
import { stateViolations } from './traits.ts';

const result = v.strictObject({
  ids: v.pipe(v.array(v.string()), v.nonEmpty('must name at least one device')),
  status: v.picklist(['SUCCESS', 'PENDING', 'OFFLINE', 'EXCEPTIONS', 'ERROR']),
  states: v.optional(v.looseObject({ online: v.optional(v.boolean()), ...lockStateEntries })),
  errorCode: v.optional(v.string()),
  challengeNeeded: v.optional(v.strictObject({ type: v.picklist(CHALLENGE_TYPES) })),
  debugString: v.optional(v.string()),
});

const executeAnswer = v.strictObject({
  requestId: v.string(),
  payload: v.strictObject({ commands: v.array(result), debugString: v.optional(v.string()) }),
});

/** The result of a command for one or several devices. Source: /cloud-to-cloud/intents/execute. */
export type ExecuteResult = v.InferOutput<typeof result>;
/** The body of an EXECUTE response. */
export type ExecuteAnswer = v.InferOutput<typeof executeAnswer>;

/** The request for one device, over all commands. */
interface Asked {
  /** The last `lock` parameter; `undefined` if none was a boolean. */
  lock: boolean | undefined;
  challenged: boolean;
  pinGiven: boolean;
}

/** Lists the faults of an EXECUTE response: every device in exactly one result, and each result consistent. */
export function executeViolations(
  answer: unknown,
  commands: readonly ExecuteCommand[],
  traitsOf: TraitsOf,
): string[] {
  const violations = shapeViolations(executeAnswer, answer);
  if (!v.is(executeAnswer, answer)) return violations;
  const asked = askedOf(commands);
  const answered = new Set<string>();
  answer.payload.commands.forEach((each, index) => {
    const where = `payload.commands.${index}`;
    violations.push(...errorViolations(each, where));
    for (const id of each.ids) {
      if (answered.has(id)) violations.push(`${where}.ids: ${id} has two results`);
      answered.add(id);
      const wish = asked.get(id);
      if (wish === undefined) violations.push(`${where}.ids: ${id} was not asked for`);
      else violations.push(...resultViolations(each, wish, traitsOf(id) ?? TRAITS_OF_STRANGERS, where));
    }
  });
  for (const id of asked.keys()) {
    if (!answered.has(id)) violations.push(`payload.commands: no result for ${id}`);
  }
  return violations;
}

function askedOf(commands: readonly ExecuteCommand[]): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const { devices, execution } of commands) {
    for (const id of devices) {
      const wish = asked.get(id) ?? { lock: undefined, challenged: false, pinGiven: false };
      for (const { params, challenge } of execution) {
        if (typeof params?.['lock'] === 'boolean') wish.lock = params['lock'];
        if (challenge !== undefined) wish.challenged = true;
        if (typeof challenge?.['pin'] === 'string' && challenge['pin'] !== '') wish.pinGiven = true;
      }
      asked.set(id, wish);
    }
  }
  return asked;
}

function errorViolations({ status, errorCode, challengeNeeded }: ExecuteResult, where: string): string[] {
  const violations: string[] = [];
  if (status === 'ERROR' && errorCode === undefined)
    violations.push(`${where}.errorCode: missing with ERROR`);
  if (status !== 'ERROR' && errorCode !== undefined) {
    violations.push(`${where}.errorCode: goes with ERROR only, not with ${status}`);
  }
  if (errorCode !== undefined && !ERROR_CODES.has(errorCode)) {
    violations.push(`${where}.errorCode: ${errorCode} is not a known error`);
  }
  if (errorCode === 'challengeNeeded' && challengeNeeded === undefined) {
    violations.push(`${where}.challengeNeeded: missing with errorCode challengeNeeded`);
  }
  if (errorCode !== 'challengeNeeded' && challengeNeeded !== undefined) {
    violations.push(`${where}.challengeNeeded: goes with errorCode challengeNeeded only`);
  }
  return violations;
}

function resultViolations(
  { status, states, challengeNeeded }: ExecuteResult,
  wish: Asked,
  traits: readonly string[],
  where: string,
): string[] {
  const violations: string[] = [];
  if (states !== undefined) {
    const rules = { traits, complete: [], besides: ['exceptionCode'] };
    violations.push(...stateViolations(states, rules, `${where}.states`));
  }
  if (status === 'SUCCESS') {
    if (states?.online !== true) violations.push(`${where}.states.online: must be true with SUCCESS`);
    if (wish.lock !== undefined && states?.isLocked !== wish.lock) {
      violations.push(`${where}.states.isLocked: SUCCESS must carry the new state, ${wish.lock}`);
    }
  }
  if (status === 'OFFLINE' && states?.online === true) {
    violations.push(`${where}.states.online: true contradicts OFFLINE`);
  }
  if (challengeNeeded?.type === 'challengeFailedPinNeeded' && !wish.challenged) {
    violations.push(`${where}.challengeNeeded: no PIN was given that could have failed`);
  }
  if (challengeNeeded?.type === 'pinNeeded' && wish.pinGiven) {
    violations.push(`${where}.challengeNeeded: pinNeeded although a PIN was given`);
  }
  return violations;
}

/** Returns an EXECUTE response as its type, after {@link executeViolations} found nothing. */
export function parseExecuteAnswer(answer: unknown): ExecuteAnswer {
  v.assert(executeAnswer, answer);
  return answer;
}
