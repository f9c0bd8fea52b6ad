import * as v from 'valibot';
import type { Ekey, EkeyStatus } from '../../../guests/access-cloud.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import { defined } from '../../defined.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import {
  decimalId,
  optionalName,
  optionalOnOff,
  optionalSwitch,
  optionalText,
  optionalTime,
  optionalWholeNumber,
} from '../../http/field-schemas.ts';
import { lockQuery } from '../lock-id.ts';
import { itemKey, readPages } from '../read-list.ts';

const lockKeySchema = v.object({
  keyId: decimalId,
  keyName: optionalName,
  username: optionalName,
  keyStatus: optionalText,
  /** 1 is a one-time key as `endDate`. */
  startDate: optionalTime,
  endDate: optionalTime,
  /** 4 is a recurring key. */
  keyType: optionalWholeNumber,
  /** 1 for an authorised administrator. */
  keyRight: optionalSwitch,
  remoteEnable: optionalOnOff,
  /** `110301` for the administrator's own key, which should not be in this list. */
  userType: optionalText,
  senderUsername: optionalName,
  remarks: optionalName,
});

const ENDPOINT = '/v3/lock/listKey';
const ADMINISTRATOR = '110301';
const ONE_TIME = 1;
const RECURRING = 4;

/** Numbers of the TTLock platform; those of freezing, unfreezing, deleting and expired come from clients. */
const STATUSES: Readonly<Record<string, EkeyStatus>> = {
  110401: 'active',
  110402: 'pending',
  110404: 'freezing',
  110405: 'frozen',
  110406: 'unfreezing',
  110407: 'removing',
  110408: 'deleted',
  110410: 'reset',
  110500: 'ended',
};

/**
 * Lists the ekeys of a lock but the administrator's own: `GET /v3/lock/listKey`, `lockId`, `pageNo`, `pageSize`; a page of keys
 * (Sifely docs, api-197254612; fields by the TTLock platform). A cloud read. Rejects rather than list a part.
 */
export async function lockKeys(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<Ekey[]> {
  const list = {
    endpoint: ENDPOINT,
    method: 'GET',
    query: lockQuery(lockId, ENDPOINT),
    schema: lockKeySchema,
    maxPages: 100,
    beyond: 'fail',
    key: itemKey('keyId'),
  } as const;
  const keys = await readPages(context, list, options);
  return keys.filter(({ userType }) => userType !== ADMINISTRATOR).map(toEkey);
}

function toEkey(key: v.InferOutput<typeof lockKeySchema>): Ekey {
  const { startDate, endDate, keyStatus } = key;
  const isOneTime = endDate === ONE_TIME;
  return defined({
    id: key.keyId,
    name: key.keyName,
    receiver: key.username,
    kind: kindOf(key),
    from: startDate,
    until: isOneTime ? undefined : endDate,
    status: (keyStatus === undefined ? undefined : STATUSES[keyStatus]) ?? 'unknown',
    isAdministrator: key.keyRight,
    unlocksRemotely: key.remoteEnable,
    sender: key.senderUsername,
    remarks: key.remarks,
  });
}

function kindOf({ endDate, keyType }: v.InferOutput<typeof lockKeySchema>): Ekey['kind'] {
  if (keyType === RECURRING) return 'recurring';
  if (endDate === ONE_TIME) return 'one-time';
  return endDate === undefined ? 'permanent' : 'period';
}
