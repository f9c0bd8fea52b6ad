import * as v from 'valibot';
import type { AccountState } from '../../locks/account-state.ts';
import type { AlertKind } from '../../locks/alerts/alert-state.ts';
import { weeklyHoursSchema } from '../../schedules/weekly-hours.ts';
import type { Account } from '../account.ts';
import type { ChannelKind } from '../account-alerts.ts';
import { withCurrentAccountNames, withCurrentStateNames } from './former-names.ts';
import { migrateDocument } from './schema-version.ts';

/** A stored document does not have the shape that this version writes. It is not overwritten. */
export class DocumentUnreadableError extends Error {
  override readonly name = 'DocumentUnreadableError';
}

// Loose objects keep unknown fields: during a deployment, the older of two versions must not drop the newer one's.
const sealed = v.looseObject({ keyId: v.string(), iv: v.string(), box: v.string() });

const grant = v.looseObject({
  id: v.string(),
  clientId: v.string(),
  createdAt: v.number(),
  usedAt: v.exactOptional(v.number()),
  refreshToken: v.string(),
  accessTokens: v.array(v.looseObject({ hash: v.string(), expiresAt: v.number() })),
});

const accountLock = v.looseObject({
  shared: v.boolean(),
  gateways: v.exactOptional(v.array(v.string())),
  gatewaysAskedAt: v.exactOptional(v.number()),
  gatewaysRefused: v.exactOptional(v.number()),
  model: v.exactOptional(v.string()),
  hardwareVersion: v.exactOptional(v.string()),
  firmwareVersion: v.exactOptional(v.string()),
  autoLockSeconds: v.exactOptional(v.number()),
  utcOffsetMs: v.exactOptional(v.number()),
  learnedAt: v.exactOptional(v.number()),
  control: v.exactOptional(v.picklist(['unlock', 'lock', 'tell'])),
  quietHours: v.exactOptional(v.array(weeklyHoursSchema)),
  voice: v.exactOptional(
    v.looseObject({
      name: v.exactOptional(v.string()),
      nicknames: v.exactOptional(v.array(v.string())),
      room: v.exactOptional(v.string()),
    }),
  ),
});

const accountAlerts = v.looseObject({
  channels: v.array(
    v.looseObject({
      id: v.string(),
      kind: v.custom<ChannelKind>((kind) => typeof kind === 'string'),
      createdAt: v.number(),
      kinds: v.array(v.custom<AlertKind>((kind) => typeof kind === 'string')),
      target: sealed,
    }),
  ),
  language: v.exactOptional(v.string()),
  night: v.exactOptional(v.looseObject({ from: v.number(), until: v.number() })),
});

const account = v.looseObject({
  id: v.string(),
  profile: v.string(),
  identityId: v.string(),
  user: v.exactOptional(sealed),
  createdAt: v.number(),
  pendingLinks: v.array(v.number()),
  credentials: sealed,
  credentialsRefusedAt: v.exactOptional(v.number()),
  credentialRefusal: v.exactOptional(v.looseObject({ count: v.number(), probeAt: v.number() })),
  keyRoll: v.exactOptional(v.looseObject({ startedAt: v.number() })),
  keyRolledAt: v.exactOptional(v.number()),
  pin: v.exactOptional(
    v.looseObject({
      ...{ salt: v.string(), cost: v.number(), hash: sealed },
      createdAt: v.exactOptional(v.number()),
    }),
  ),
  personalPins: v.exactOptional(
    v.looseObject({
      ...{ salt: v.string(), cost: v.number() },
      list: v.array(v.looseObject({ id: v.string(), sealed })),
    }),
  ),
  locks: v.record(v.string(), accountLock),
  grants: v.array(grant),
  webhookSecret: sealed,
  activityKey: v.exactOptional(sealed),
  alerts: v.exactOptional(accountAlerts),
  signOuts: v.exactOptional(v.number()),
  timeZone: v.exactOptional(v.string()),
});

// Only the outer shape: snapshots belong to `locks/`.
const states = v.custom<AccountState>(
  (data) =>
    isObject(data) &&
    isObject(data['locks']) &&
    Object.values(data['locks']).every((lock) => isObject(lock) && Array.isArray(lock['commands'])) &&
    isObject(data['challenge']) &&
    Array.isArray(data['challenge']['failures']) &&
    typeof data['challenge']['lockouts'] === 'number' &&
    (data['pinUses'] === undefined || isObject(data['pinUses'])) &&
    (data['wrongPins'] === undefined ||
      (isObject(data['wrongPins']) &&
        Array.isArray(data['wrongPins']['counted']) &&
        Array.isArray(data['wrongPins']['forgiven']))),
);

const identity = v.looseObject({ accountId: v.string() });

/** Reads `accounts/{id}`, of this or an older schema. Throws {@link DocumentUnreadableError}, or `NewerReleaseError`. */
export function parseAccount(data: unknown, id: string): Account {
  const name = `accounts/${id}`;
  const parsed = parse(account, withCurrentAccountNames(migrateDocument('accounts', data, name)), name);
  if (parsed.id !== id) throw new DocumentUnreadableError(`${name} holds another account`);
  return parsed;
}

/** Reads `states/{id}`, of this or an older schema. Throws {@link DocumentUnreadableError}, or `NewerReleaseError`. */
export function parseStates(data: unknown, id: string): AccountState {
  const name = `states/${id}`;
  return parse(states, withCurrentStateNames(migrateDocument('states', data, name)), name);
}

/** Reads `identities/{id}`, of this or an older schema. Throws {@link DocumentUnreadableError}, or `NewerReleaseError`. */
export function parseIdentity(data: unknown, id: string): { readonly accountId: string } {
  const name = `identities/${id}`;
  return parse(identity, migrateDocument('identities', data, name), name);
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
  name: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return result.output;
  const where = v.getDotPath(result.issues[0]) ?? 'the document';
  throw new DocumentUnreadableError(`${name} cannot be read: ${where} is not as this version writes it`);
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
