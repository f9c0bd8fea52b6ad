import type { CallOptions } from '../../../locks/lock-cloud.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { readSuccess } from '../../http/read-payload.ts';
import { lockQuery } from '../lock-id.ts';
import { optionalCall } from './optional-call.ts';
import { refuseUnsent, sendChange, wayValue } from './send-change.ts';

const ENDPOINT = '/v3/lock/setAutoLockTime';

/**
 * Sets after how many seconds a lock locks itself, through the gateway; 0 is never: `POST /v3/lock/setAutoLockTime`, `lockId`,
 * `seconds`, `type`; replies `errcode` 0. Errors: -4082 outside the lock's range, those of gateways (TTLock platform; Sifely's
 * index does not name it). Rejects with `not-supported` where Sifely does not have it.
 */
export async function setAutoLock(
  context: EndpointContext,
  lockId: string,
  seconds: number,
  options: CallOptions,
): Promise<void> {
  if (!Number.isInteger(seconds) || seconds < 0)
    throw refuseUnsent(ENDPOINT, 'seconds-not-allowed', 'not a number of seconds');
  const query = {
    ...lockQuery(lockId, ENDPOINT),
    seconds: String(seconds),
    type: wayValue('gateway'),
  };
  const change = { endpoint: ENDPOINT, query, read: readSuccess } as const;
  await optionalCall(context, ENDPOINT, () => sendChange(context, change, options));
}
