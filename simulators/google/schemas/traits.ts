import * as v from 'valibot';
import { EXCEPTION_CODES } from './google-codes.ts';
import { shapeViolations } from './shape.ts';

interface Trait {
  readonly attributes: v.ObjectEntries;
  readonly states: v.ObjectEntries;
  /** States that are required whenever a state of the trait is reported. */
  readonly required: readonly string[];
}

const capacity = v.array(
  v.object({
    rawValue: v.pipe(v.number(), v.integer()),
    unit: v.picklist(['SECONDS', 'MILES', 'KILOMETERS', 'PERCENTAGE', 'KILOWATT_HOURS']),
  }),
);

/**
 * The traits that a lock or a door can have. Sources: /cloud-to-cloud/traits/lockunlock, energystorage, statusreport and
 * openclose on developers.home.google.com.
 */
const TRAITS: Readonly<Record<string, Trait>> = {
  'action.devices.traits.LockUnlock': {
    attributes: {},
    states: { isLocked: v.optional(v.boolean()), isJammed: v.optional(v.boolean()) },
    required: [],
  },
  'action.devices.traits.EnergyStorage': {
    attributes: {
      queryOnlyEnergyStorage: v.boolean(),
      isRechargeable: v.optional(v.boolean()),
      energyStorageDistanceUnitForUX: v.optional(v.picklist(['KILOMETERS', 'MILES'])),
    },
    states: {
      descriptiveCapacityRemaining: v.optional(
        v.picklist(['CRITICALLY_LOW', 'LOW', 'MEDIUM', 'HIGH', 'FULL']),
      ),
      capacityRemaining: v.optional(capacity),
      capacityUntilFull: v.optional(capacity),
      isCharging: v.optional(v.boolean()),
      isPluggedIn: v.optional(v.boolean()),
    },
    required: ['descriptiveCapacityRemaining'],
  },
  'action.devices.traits.StatusReport': {
    attributes: {},
    states: {
      currentStatusReport: v.optional(
        v.array(
          v.strictObject({
            blocking: v.boolean(),
            deviceTarget: v.string(),
            priority: v.pipe(v.number(), v.integer(), v.minValue(0)),
            statusCode: v.string(),
          }),
        ),
      ),
    },
    required: ['currentStatusReport'],
  },
  'action.devices.traits.OpenClose': {
    attributes: {
      discreteOnlyOpenClose: v.optional(v.boolean()),
      queryOnlyOpenClose: v.optional(v.boolean()),
      commandOnlyOpenClose: v.optional(v.boolean()),
    },
    states: { openPercent: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))) },
    required: [],
  },
};

/** True if this simulator knows the trait. */
export function isKnownTrait(trait: string): boolean {
  return Object.hasOwn(TRAITS, trait);
}

/** Lists the faults of a device's `attributes`: exactly those of its traits, flat in one object. */
export function attributeViolations(
  attributes: Readonly<Record<string, unknown>> | undefined,
  traits: readonly string[],
  where: string,
): string[] {
  const entries = Object.assign({}, ...traits.map((trait) => TRAITS[trait]?.attributes ?? {}));
  return shapeViolations(v.strictObject(entries), attributes ?? {}, where);
}

/** Maps each state to the device's trait that it belongs to; `undefined` for states of no declared trait. */
export function traitOfState(state: string, traits: readonly string[]): string | undefined {
  return traits.find((trait) => Object.hasOwn(TRAITS[trait]?.states ?? {}, state));
}

/** The rules for states. */
interface StateRules {
  readonly traits: readonly string[];
  /** The traits that must be complete; others only if one of their states is present. */
  readonly complete: readonly string[];
  /** Allowed keys that are not trait states. */
  readonly besides: readonly string[];
}

/** Lists the faults of one device's states: only `online` and trait states; jammed means "position of the bolt unknown". */
export function stateViolations(
  states: Readonly<Record<string, unknown>>,
  { traits, complete, besides }: StateRules,
  where: string,
): string[] {
  const checked = Object.fromEntries(Object.entries(states).filter(([key]) => !besides.includes(key)));
  const entries = Object.assign(
    { online: v.optional(v.boolean()) },
    ...traits.map((trait) => TRAITS[trait]?.states ?? {}),
  );
  const violations = shapeViolations(v.strictObject(entries), checked, where);
  for (const trait of traits) {
    const { states: own = {}, required = [] } = TRAITS[trait] ?? {};
    if (!complete.includes(trait) && !Object.keys(own).some((state) => Object.hasOwn(checked, state)))
      continue;
    for (const state of required) {
      if (!Object.hasOwn(checked, state)) violations.push(`${where}.${state}: missing, ${trait} requires it`);
    }
  }
  if (checked['isJammed'] === true && Object.hasOwn(checked, 'isLocked')) {
    violations.push(`${where}.isLocked: must be absent while isJammed is true`);
  }
  const exception = states['exceptionCode'];
  if (exception !== undefined && !(typeof exception === 'string' && EXCEPTION_CODES.has(exception))) {
    violations.push(`${where}.exceptionCode: ${JSON.stringify(exception)} is not a known exception`);
  }
  return violations;
}
