import * as v from 'valibot';
import type { HeardLock } from '../../../guests/access-settings.ts';
import type { CallOptions } from '../../../locks/lock-cloud.ts';
import { defined } from '../../defined.ts';
import type { EndpointContext } from '../../endpoint-context.ts';
import { decimalId, optionalName, optionalNumber, optionalTime } from '../../http/field-schemas.ts';
import { bySignal } from '../by-signal.ts';
import { readList } from '../read-list.ts';
import { idValue } from './send-change.ts';

const ENDPOINT = '/v3/gateway/listLock';

const heardSchema = v.object({
  lockId: decimalId,
  lockName: optionalName,
  lockAlias: optionalName,
  rssi: optionalNumber,
  updateDate: optionalTime,
});

/**
 * Returns the locks that a gateway hears, strongest first: `GET /v3/gateway/listLock`, `gatewayId`; `list` of `lockId`,
 * `lockName`, `lockAlias`, `rssi` (dBm), `updateDate` (ms). Error: -4037 no such gateway (Sifely's index "Gateway's locks"; path
 * and fields by the TTLock platform, whose list may be half an hour old).
 */
export async function gatewayLocks(
  context: EndpointContext,
  gatewayId: string,
  options: CallOptions,
): Promise<HeardLock[]> {
  const query = { gatewayId: idValue(gatewayId, ENDPOINT) };
  const heard = await readList(
    context,
    { endpoint: ENDPOINT, method: 'GET', query, schema: heardSchema } as const,
    options,
  );
  return heard
    .map(({ lockId, lockName, lockAlias, rssi, updateDate }) =>
      defined({ lockId, name: lockAlias ?? lockName, signal: rssi, measuredAt: updateDate }),
    )
    .sort(bySignal);
}
