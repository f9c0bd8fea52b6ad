import * as v from 'valibot';
import { ERROR_CODES } from './google-codes.ts';
import { shapeViolations } from './shape.ts';
import type { SyncDevice } from './sync-answer.ts';
import { stateViolations } from './traits.ts';

const followUpResponse = v.variant('status', [
  v.strictObject({ status: v.literal('SUCCESS'), isLocked: v.boolean(), followUpToken: v.string() }),
  v.strictObject({
    status: v.literal('FAILURE'),
    errorCode: v.pipe(
      v.string(),
      v.check((code) => ERROR_CODES.has(code), 'not a known error'),
    ),
    followUpToken: v.string(),
  }),
]);

const report = v.strictObject({
  requestId: v.optional(v.string()),
  eventId: v.optional(v.string()),
  agentUserId: v.string(),
  /** Deprecated there; the token belongs inside `followUpResponse`. */
  followUpToken: v.optional(v.string()),
  payload: v.strictObject({
    devices: v.optional(
      v.strictObject({
        states: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
        notifications: v.optional(
          v.record(
            v.string(),
            v.strictObject({ LockUnlock: v.strictObject({ priority: v.literal(0), followUpResponse }) }),
          ),
        ),
      }),
    ),
  }),
});

/** The body of `reportStateAndNotification`. Source: the HomeGraph API's reference, and /cloud-to-cloud/traits/lockunlock. */
export type Report = v.InferOutput<typeof report>;

/** Lists the faults in the shape of a report, notifications included. */
export function reportShapeViolations(body: unknown): string[] {
  return shapeViolations(report, body);
}

/** Returns a report as its type, after {@link reportShapeViolations} found nothing. */
export function parseReport(body: unknown): Report {
  return v.parse(report, body);
}

/**
 * Lists the faults of a report of existing devices: states of undeclared traits, `status` or `errorCode` among the states, a
 * follow-up that no command expects. `expected` holds the tokens of commands without a follow-up yet, with their devices.
 */
export function reportViolations(
  { eventId, payload }: Report,
  devices: ReadonlyMap<string, SyncDevice>,
  expected: ReadonlyMap<string, string>,
): string[] {
  const violations: string[] = [];
  const { states = {}, notifications = {} } = payload.devices ?? {};
  if (payload.devices === undefined || Object.keys({ ...states, ...notifications }).length === 0) {
    violations.push('payload.devices: reports nothing');
  }
  for (const [id, reported] of Object.entries(states)) {
    const where = `payload.devices.states.${id}`;
    violations.push(
      ...stateViolations(
        reported,
        { traits: devices.get(id)?.traits ?? [], complete: [], besides: [] },
        where,
      ),
    );
  }
  if (Object.keys(notifications).length > 0 && eventId === undefined) {
    violations.push('eventId: missing, notifications need one');
  }
  for (const [id, { LockUnlock }] of Object.entries(notifications)) {
    const where = `payload.devices.notifications.${id}`;
    if (devices.get(id)?.notificationSupportedByAgent !== true) {
      violations.push(`${where}: NOTIFICATION_SUPPORTED_BY_AGENT_MISSING`);
    }
    if (expected.get(LockUnlock.followUpResponse.followUpToken) !== id) {
      violations.push(`${where}: no command expects a follow-up with this token`);
    }
  }
  return violations;
}
