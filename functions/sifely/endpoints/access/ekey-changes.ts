import * as v from 'valibot';
import type { NewEkey } from '../../../guests/access-cloud.ts';
import type { Period } from '../../../guests/access-terms.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import { nameOf } from '../../auth/sign-in.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { decimalId } from '../../http/field-schemas.ts';
import { readPayload, readSuccess } from '../../http/read-payload.ts';
import { keyList } from '../key-list.ts';
import { lockQuery } from '../lock-id.ts';
import { lockKeys } from './lock-keys.ts';
import { optionalCall } from './optional-call.ts';
import { type DatesQuery, idValue, periodQuery, refuseUnsent, sendChange } from './send-change.ts';

const SEND = '/v3/key/send';
const DELETE = '/v3/key/delete';
const CHANGE_PERIOD = '/v3/key/changePeriod';
const FREEZING = { freeze: '/v3/key/freeze', unfreeze: '/v3/key/unfreeze' } as const;

const sentSchema = v.object({ keyId: decimalId });

/**
 * Sends an ekey to another account and returns its id: `POST /v3/key/send`, `lockId`, `receiverUsername`, `keyName`, `startDate`,
 * `endDate` (ms; 0 and 0 permanent; an end of 1 is one-time), `remarks`, `remoteEnable` (1 yes, 2 no), `keyRight` (1
 * administrator), `createUser` (1 yes, 2 no); replies `{"keyId", "errcode": 0}` (Sifely docs, api-251735561). Errors: -2019,
 * -2020, -4064, 20006, -1027, -3039, 20002. It replaces the receiver's key to the lock, so it is not repeated after a timeout.
 */
export async function sendEkey(
  context: EndpointContext,
  lockId: string,
  key: NewEkey,
  options: CallOptions,
): Promise<string> {
  const { receiver, name, validity, remarks, unlocksRemotely, isAdministrator, createsAccount } = key;
  const query = {
    ...lockQuery(lockId, SEND),
    receiverUsername: nameOf(receiver),
    keyName: name,
    ...(validity === 'one-time'
      ? { startDate: String(context.clock.now()), endDate: '1' }
      : datesQuery(validity, SEND)),
    ...(remarks === undefined ? {} : { remarks }),
    ...(unlocksRemotely === undefined ? {} : { remoteEnable: unlocksRemotely ? '1' : '2' }),
    ...(isAdministrator ? { keyRight: '1' } : {}),
    createUser: createsAccount ? '1' : '2',
  };
  const { keyId } = await sendChange(
    context,
    { endpoint: SEND, query, read: readPayload(sentSchema) },
    options,
  );
  return keyId;
}

/**
 * Deletes an ekey that the lock lists: `POST /v3/key/delete`, `keyId`; replies `errcode` 0. Errors: -1008, 20004 no such key. The
 * lists are read first, because on the TTLock platform the administrator's own key takes the lock and all its keys with it, and no field
 * of the lock's list is sure to tell it from others.
 */
export async function deleteEkey(
  context: EndpointContext,
  lockId: string,
  keyId: string,
  options: CallOptions,
): Promise<void> {
  const query = { keyId: idValue(keyId, DELETE) };
  const keys = await lockKeys(context, lockId, options);
  if (!keys.some(({ id }) => id === keyId))
    throw refuseUnsent(DELETE, 'not-found', 'not among the keys of the lock');
  const own = await keyList(context, options);
  if (own.some((key) => key.keyId === keyId))
    throw refuseUnsent(DELETE, 'not-found', 'a key of the account itself');
  await sendChange(context, { endpoint: DELETE, query, read: readSuccess }, options);
}

/**
 * Suspends an ekey or ends its suspension: `POST /v3/key/freeze`, `POST /v3/key/unfreeze`, `keyId`; replies `errcode` 0 (TTLock
 * platform, pages on ekeys; Sifely's index names neither). Rejects with `not-supported` where Sifely does not have them.
 */
export async function freezeEkey(
  context: EndpointContext,
  keyId: string,
  action: keyof typeof FREEZING,
  options: CallOptions,
): Promise<void> {
  const endpoint = FREEZING[action];
  const change = { endpoint, query: { keyId: idValue(keyId, endpoint) }, read: readSuccess };
  await optionalCall(context, endpoint, () => sendChange(context, change, options));
}

/**
 * Changes the period of an ekey: `POST /v3/key/changePeriod`, `keyId`, `startDate`, `endDate` (ms; 0 and 0 permanent); replies
 * `errcode` 0 (TTLock platform, pages on ekeys; Sifely's index does not name it). Rejects with `not-supported` where Sifely does
 * not have it.
 */
export async function changeEkeyPeriod(
  context: EndpointContext,
  keyId: string,
  period: Period | 'permanent',
  options: CallOptions,
): Promise<void> {
  const query = { keyId: idValue(keyId, CHANGE_PERIOD), ...datesQuery(period, CHANGE_PERIOD) };
  const change = { endpoint: CHANGE_PERIOD, query, read: readSuccess } as const;
  await optionalCall(context, CHANGE_PERIOD, () => sendChange(context, change, options));
}

function datesQuery(period: Period | 'permanent', endpoint: string): DatesQuery {
  return period === 'permanent' ? { startDate: '0', endDate: '0' } : periodQuery(period, endpoint);
}
