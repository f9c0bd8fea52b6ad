import * as v from 'valibot';
import { ERROR_CODES } from './google-codes.ts';
import { shapeViolations } from './shape.ts';
import { stateViolations } from './traits.ts';

/** What both QUERY entries and EXECUTE states may hold of a lock, typed; the trait rules are checked elsewhere. */
export const lockStateEntries = {
  isLocked: v.optional(v.boolean()),
  isJammed: v.optional(v.boolean()),
  descriptiveCapacityRemaining: v.optional(v.string()),
  capacityRemaining: v.optional(v.array(v.looseObject({ rawValue: v.number(), unit: v.string() }))),
  exceptionCode: v.optional(v.string()),
};

const entry = v.looseObject({
  status: v.picklist(['SUCCESS', 'OFFLINE', 'EXCEPTIONS', 'ERROR']),
  online: v.boolean(),
  errorCode: v.optional(v.string()),
  debugString: v.optional(v.string()),
  ...lockStateEntries,
});

const queryAnswer = v.strictObject({
  requestId: v.string(),
  payload: v.strictObject({ devices: v.record(v.string(), entry), debugString: v.optional(v.string()) }),
});

/** What QUERY tells of one device. Source: /cloud-to-cloud/intents/query. */
export type QueryEntry = v.InferOutput<typeof entry>;
/** The body of a QUERY response. */
export type QueryAnswer = v.InferOutput<typeof queryAnswer>;

/** The traits of a device that was asked; `undefined` for one that SYNC did not tell of. */
export type TraitsOf = (deviceId: string) => readonly string[] | undefined;

/** A device that SYNC never told of can still be judged as the lock that it would be. */
export const TRAITS_OF_STRANGERS = [
  'action.devices.traits.LockUnlock',
  'action.devices.traits.EnergyStorage',
  'action.devices.traits.StatusReport',
];

/** What is wrong with a QUERY response: an entry for every device asked and no other, status and states that agree. */
export function queryViolations(answer: unknown, asked: readonly string[], traitsOf: TraitsOf): string[] {
  const violations = shapeViolations(queryAnswer, answer);
  if (!v.is(queryAnswer, answer)) return violations;
  const { devices } = answer.payload;
  for (const id of asked) {
    if (!Object.hasOwn(devices, id)) violations.push(`payload.devices.${id}: missing, it was asked for`);
  }
  for (const [id, each] of Object.entries(devices)) {
    const where = `payload.devices.${id}`;
    if (!asked.includes(id)) violations.push(`${where}: was not asked for`);
    // The schema of a record passes over names such as __proto__, which are device ids like any other here.
    if (!v.is(entry, each)) violations.push(...shapeViolations(entry, each, where));
    else violations.push(...entryViolations(each, traitsOf(id), where));
  }
  return violations;
}

function entryViolations(each: QueryEntry, traits: readonly string[] | undefined, where: string): string[] {
  const { status, online, errorCode } = each;
  const violations = stateViolations(
    each,
    {
      traits: traits ?? TRAITS_OF_STRANGERS,
      complete: status === 'SUCCESS' ? (traits ?? []) : [],
      besides: ['status', 'errorCode', 'exceptionCode', 'debugString'],
    },
    where,
  );
  if (status === 'ERROR' && errorCode === undefined)
    violations.push(`${where}.errorCode: missing with ERROR`);
  if (status !== 'ERROR' && errorCode !== undefined) {
    violations.push(`${where}.errorCode: goes with ERROR only, not with ${status}`);
  }
  if (errorCode !== undefined && !ERROR_CODES.has(errorCode)) {
    violations.push(`${where}.errorCode: ${errorCode} is not a known error`);
  }
  if (status === 'SUCCESS' && !online) violations.push(`${where}.online: false contradicts SUCCESS`);
  if (status === 'OFFLINE' && online) violations.push(`${where}.online: true contradicts OFFLINE`);
  if (online && (errorCode === 'deviceOffline' || errorCode === 'offline')) {
    violations.push(`${where}.online: true contradicts ${errorCode}`);
  }
  return violations;
}

/** A QUERY response as its type, once {@link queryViolations} found nothing. */
export function parseQueryAnswer(answer: unknown): QueryAnswer {
  v.assert(queryAnswer, answer);
  return answer;
}
