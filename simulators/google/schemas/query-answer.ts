import * as v from 'valibot';
import { ERROR_CODES } from './google-codes.ts';
import { shapeViolations } from './shape.ts';
import { stateViolations } from './traits.ts';

/** The typed states of a lock in QUERY and EXECUTE; the trait rules are checked elsewhere. */
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

/** The QUERY entry of one device. Source: /cloud-to-cloud/intents/query. */
export type QueryEntry = v.InferOutput<typeof entry>;
/** The body of a QUERY response. */
export type QueryAnswer = v.InferOutput<typeof queryAnswer>;

/** Returns the traits of a queried device; `undefined` if SYNC did not include it. */
export type TraitsOf = (deviceId: string) => readonly string[] | undefined;

/** A device that SYNC did not include is checked as a lock. */
export const TRAITS_OF_STRANGERS = [
  'action.devices.traits.LockUnlock',
  'action.devices.traits.EnergyStorage',
  'action.devices.traits.StatusReport',
];

/** Lists the faults of a QUERY response: exactly one entry for every queried device, with consistent status and states. */
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
    // The record schema skips names such as __proto__, which are ordinary device ids here.
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

/** Returns a QUERY response as its type, after {@link queryViolations} found nothing. */
export function parseQueryAnswer(answer: unknown): QueryAnswer {
  v.assert(queryAnswer, answer);
  return answer;
}
