import * as v from 'valibot';
import { GATEWAYS, houseActionSchema, MOODS, WEBHOOKS } from '../house.ts';

/** An incident covers a week at most, in ms: every minute of it is lived through again. */
export const MAX_INCIDENT_MS = 7 * 24 * 3_600_000;
const ms = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_INCIDENT_MS));
const user = v.string();
const lockId = v.string();

/** Something that a person, the house or time did. A PIN is `right` or `wrong`: its digits are never written. */
const actionSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('say'), user, sentence: v.string() }),
  v.strictObject({ kind: v.literal('pin'), user, is: v.picklist(['right', 'wrong', 'none']) }),
  v.strictObject({ kind: v.literal('tap'), user, lockId }),
  v.strictObject({ kind: v.literal('look'), user }),
  v.strictObject({ kind: v.literal('twice'), user, lockId }),
  /** A command as a log tells it: without the sentence. */
  v.strictObject({
    kind: v.literal('command'),
    user,
    lockIds: v.array(lockId),
    to: v.picklist(['lock', 'unlock']),
    pin: v.picklist(['right', 'wrong', 'none']),
  }),
  v.strictObject({ kind: v.literal('house'), action: houseActionSchema }),
  v.strictObject({ kind: v.literal('link'), user }),
  v.strictObject({ kind: v.literal('unlink'), user }),
]);

const houseSchema = v.strictObject({
  locks: v.array(
    v.strictObject({
      id: lockId,
      name: v.string(),
      bolt: v.picklist(['locked', 'unlocked']),
      isJammed: v.boolean(),
      isFrozen: v.boolean(),
      battery: v.number(),
      autoLockSeconds: v.number(),
    }),
  ),
  gateways: v.array(v.strictObject({ id: v.string(), name: v.string(), is: v.picklist(GATEWAYS) })),
  mood: v.picklist(MOODS),
  webhooks: v.picklist(WEBHOOKS),
});

/** A call of the service to Sifely that was answered in a way, after so many ms. */
const callSchema = v.strictObject({
  endpoint: v.string(),
  lockId: v.exactOptional(lockId),
  ms,
  /** A fault that answered it, in place of the house: a code of the platform, an HTTP status, or no answer. */
  failed: v.exactOptional(
    v.union([
      v.strictObject({ code: v.number() }),
      v.strictObject({ status: v.number() }),
      v.strictObject({ noAnswer: v.literal(true) }),
    ]),
  ),
});

/** The events that a replay must show again, each in its order. */
const expectedSchema = v.strictObject({
  /** Answers to EXECUTE: the locks by name, and how it ended. */
  answers: v.array(v.string()),
  /** Sentences that people heard; absent where the source does not tell, as are the others. */
  spoken: v.exactOptional(v.array(v.string())),
  /** Movements of bolts, by lock. */
  bolts: v.exactOptional(v.record(v.string(), v.array(v.picklist(['locked', 'unlocked'])))),
  /** The state of each tile at the end, and whether it was true, by user and lock. */
  tiles: v.exactOptional(v.record(v.string(), v.string())),
});

/** The form of an incident file. */
export const incidentSchema = v.strictObject({
  incident: v.literal(1),
  /** A sentence of the person who saved it; may be empty. */
  about: v.string(),
  recordedAt: v.pipe(v.string(), v.isoTimestamp()),
  from: v.picklist(['playground', 'log']),
  house: houseSchema,
  /** The Google users who were linked at the beginning. */
  linked: v.array(user),
  /** In ms since the beginning. */
  steps: v.array(v.strictObject({ at: ms, do: actionSchema })),
  /** How long it was watched, in ms. */
  endsAt: ms,
  calls: v.array(callSchema),
  expected: expectedSchema,
  /** Facts that the source did not tell. */
  unknown: v.array(v.string()),
});

/** The events at the doors and between the clouds, so that they can happen again. */
export type Incident = v.InferOutput<typeof incidentSchema>;

export type IncidentAction = v.InferOutput<typeof actionSchema>;
export type IncidentCall = v.InferOutput<typeof callSchema>;
export type Expected = v.InferOutput<typeof expectedSchema>;

/** Calls that reach a lock through its gateway: their span is that of the lock. */
export const CALLS_AT_LOCKS: ReadonlySet<string> = new Set([
  '/v3/lock/queryOpenState',
  '/v3/lock/lock',
  '/v3/lock/unlock',
]);

/** A file that is no incident. The message says why, in one line. */
export class IncidentFileError extends Error {
  override readonly name = 'IncidentFileError';
}

/** Reads the text of an incident file. Throws {@link IncidentFileError}. */
export function readIncident(text: string): Incident {
  let parsed: unknown;
  try {
    // Some editors write a byte order mark.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new IncidentFileError('The file is no JSON.', { cause });
  }
  const version = Object(parsed)['incident'];
  if (version === undefined) throw new IncidentFileError('The file is no incident: "incident" is missing.');
  if (version !== 1)
    throw new IncidentFileError(`The incident has version ${version}, and this release reads version 1.`);
  const result = v.safeParse(incidentSchema, parsed);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new IncidentFileError(
    `The incident has a fault at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`,
  );
}
