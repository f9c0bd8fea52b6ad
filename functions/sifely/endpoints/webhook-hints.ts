import * as v from 'valibot';
import type { CloudHint, CredentialKind, WebhookContent } from '../../locks/lock-cloud.ts';
import { errorTable, otherFailures } from '../http/error-table.ts';
import { optionalId, optionalSwitch, optionalTime, optionalWholeNumber } from '../http/field-schemas.ts';

/** Reads the notifications of one kind. */
interface HintReader {
  readonly kind: Exclude<WebhookContent['kind'], 'records' | 'unknown'>;
  /** Returns the hint of a body's fields; none if it does not say what it is about. Never throws. */
  read(fields: unknown): CloudHint[];
}

const gatewayFields = v.object({ gatewayId: optionalId, isOnline: optionalSwitch });
const lockFields = v.object({ lockId: optionalId, isOnline: optionalSwitch });
const failureFields = v.object({
  lockId: optionalId,
  objectType: optionalWholeNumber,
  objectId: optionalId,
  errcode: optionalWholeNumber,
});
/** No page of this kind could be read; the names are those of similar fields of the platform. */
const doorFields = v.object({
  lockId: optionalId,
  doorStatus: optionalWholeNumber,
  doorSensorStatus: optionalWholeNumber,
  recordType: optionalWholeNumber,
  isOpen: optionalSwitch,
  /** Ms since the epoch, in one of the fields that notifications have. */
  serverDate: optionalTime,
  lockDate: optionalTime,
  date: optionalTime,
});

/** `objectType` of a failed write; 0 or none is a command to the lock itself. */
const CREDENTIALS: Readonly<Record<number, CredentialKind>> = {
  2: 'code',
  3: 'card',
  4: 'fingerprint',
  5: 'palm',
  6: 'face',
  7: 'remote',
};

/** Types of records that a door sensor makes: closed and open. */
const DOOR_CLOSED = 30;
const DOOR_OPEN = 31;

/** The readers by `notifyType` (TTLock platform, page on callbacks). */
export const HINT_READERS: ReadonlyMap<number, HintReader> = new Map<number, HintReader>([
  [2, { kind: 'gateway', read: gatewayHint }],
  [3, { kind: 'lock', read: lockHint }],
  [4, { kind: 'command-failed', read: failureHint }],
  [7, { kind: 'door', read: doorHint }],
]);

function gatewayHint(fields: unknown): CloudHint[] {
  const { gatewayId, isOnline } = v.parse(gatewayFields, fields);
  return gatewayId === undefined ? [] : [{ kind: 'gateway', gatewayId, ...onlineOf(isOnline) }];
}

function lockHint(fields: unknown): CloudHint[] {
  const { lockId, isOnline } = v.parse(lockFields, fields);
  return lockId === undefined ? [] : [{ kind: 'lock', lockId, ...onlineOf(isOnline) }];
}

function onlineOf(online: boolean | undefined): { readonly online?: boolean } {
  return online === undefined ? {} : { online };
}

/** True if a notification says that something succeeded, which needs no look. */
export function saysNoFailure(fields: unknown): boolean {
  const { lockId, errcode } = v.parse(failureFields, fields);
  return lockId !== undefined && errcode === 0;
}

function failureHint(fields: unknown): CloudHint[] {
  const { lockId, objectType = 0, objectId, errcode = 1 } = v.parse(failureFields, fields);
  if (lockId === undefined || errcode === 0) return [];
  const { reason, executed } = errorTable[errcode] ?? otherFailures.unlistedCode;
  // An id without a type belongs to something that was written, not to the bolt.
  if (objectType === 0 && objectId === undefined)
    return [{ kind: 'command-failed', lockId, reason, executed }];
  const object = CREDENTIALS[objectType] ?? 'other';
  return [{ kind: 'write-failed', lockId, object, ...(objectId !== undefined && { objectId }), reason }];
}

function doorHint(fields: unknown): CloudHint[] {
  const { lockId, doorStatus, doorSensorStatus, recordType, isOpen, ...times } = v.parse(doorFields, fields);
  if (lockId === undefined) return [];
  const status = doorStatus ?? doorSensorStatus;
  const byType = recordType === DOOR_OPEN ? true : recordType === DOOR_CLOSED ? false : undefined;
  // 0 is closed and 1 open in every field of this kind that is known.
  const byStatus = status === 1 ? true : status === 0 ? false : undefined;
  const open = isOpen ?? byType ?? byStatus;
  const happenedAt = times.serverDate ?? times.lockDate ?? times.date;
  return [
    {
      ...{ kind: 'door', lockId },
      ...(open !== undefined && { open }),
      ...(happenedAt !== undefined && { happenedAt }),
    },
  ];
}
