import * as v from 'valibot';
import { DEVICE_TYPES } from './google-codes.ts';
import { shapeViolations } from './shape.ts';
import { attributeViolations, isKnownTrait } from './traits.ts';

const filled = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'must not be empty'),
);
/** Google cuts longer names silently; see `DeviceNames` in the HomeGraph API. */
const name = v.pipe(
  filled,
  v.check((text) => [...text].length <= 60, 'longer than 60 code points'),
);

const device = v.strictObject({
  id: filled,
  type: v.pipe(
    v.string(),
    v.check((type) => Object.hasOwn(DEVICE_TYPES, type), 'not a known device type'),
  ),
  traits: v.array(v.pipe(v.string(), v.check(isKnownTrait, 'not a known trait'))),
  name: v.strictObject({
    name,
    defaultNames: v.optional(v.array(name)),
    nicknames: v.optional(v.array(name)),
  }),
  willReportState: v.boolean(),
  notificationSupportedByAgent: v.optional(v.boolean()),
  roomHint: v.optional(filled),
  structureHint: v.optional(filled),
  deviceInfo: v.optional(
    v.strictObject({
      manufacturer: v.optional(v.string()),
      model: v.optional(v.string()),
      hwVersion: v.optional(v.string()),
      swVersion: v.optional(v.string()),
    }),
  ),
  attributes: v.optional(v.record(v.string(), v.unknown())),
  customData: v.optional(v.record(v.string(), v.unknown())),
  otherDeviceIds: v.optional(
    v.array(v.strictObject({ agentId: v.optional(v.string()), deviceId: v.string() })),
  ),
});

const syncAnswer = v.strictObject({
  requestId: v.string(),
  payload: v.strictObject({ agentUserId: filled, devices: v.array(device) }),
});

/** One device in SYNC. Source: /cloud-to-cloud/intents/sync. */
export type SyncDevice = v.InferOutput<typeof device>;
/** The body of a SYNC response. */
export type SyncAnswer = v.InferOutput<typeof syncAnswer>;

/** Lists the faults of a SYNC response. `agentUserId` is from an earlier SYNC of the same link; it must not change. */
export function syncViolations(answer: unknown, agentUserId: string | undefined): string[] {
  const violations = shapeViolations(syncAnswer, answer);
  if (!v.is(syncAnswer, answer)) return violations;
  const { payload } = answer;
  if (agentUserId !== undefined && payload.agentUserId !== agentUserId) {
    violations.push(`payload.agentUserId: changed from ${agentUserId} to ${payload.agentUserId}`);
  }
  if (payload.agentUserId.includes('@')) {
    violations.push('payload.agentUserId: looks like an e-mail address, which a person can change');
  }
  const ids = new Set<string>();
  payload.devices.forEach((each, index) => {
    const where = `payload.devices.${index}`;
    if (ids.has(each.id)) violations.push(`${where}.id: ${each.id} is there twice`);
    ids.add(each.id);
    violations.push(...deviceViolations(each, where));
  });
  return violations;
}

function deviceViolations(each: SyncDevice, where: string): string[] {
  const violations = attributeViolations(each.attributes, each.traits, `${where}.attributes`);
  if (new Set(each.traits).size < each.traits.length)
    violations.push(`${where}.traits: a trait is there twice`);
  for (const trait of DEVICE_TYPES[each.type] ?? []) {
    if (!each.traits.includes(trait)) violations.push(`${where}.traits: ${each.type} requires ${trait}`);
  }
  const bytes = each.customData === undefined ? 0 : Buffer.byteLength(JSON.stringify(each.customData));
  if (bytes > 512) violations.push(`${where}.customData: ${bytes} bytes, more than 512`);
  for (const key of Object.keys(each.customData ?? {})) {
    if (/pin|passw|passcode|secret|token/i.test(key))
      violations.push(`${where}.customData.${key}: a secret?`);
  }
  return violations;
}

/** Returns a SYNC response as its type, after {@link syncViolations} found nothing. */
export function parseSyncAnswer(answer: unknown): SyncAnswer {
  v.assert(syncAnswer, answer);
  return answer;
}
