import * as v from 'valibot';
import type { HearingGateway } from '../../guests/access-settings.ts';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { decimalId, optionalName, optionalNumber, optionalTime } from '../http/field-schemas.ts';
import { bySignal } from './by-signal.ts';
import { lockQuery } from './lock-id.ts';
import { readList } from './read-list.ts';

const gatewaySchema = v.object({
  gatewayId: decimalId,
  gatewayName: optionalName,
  /** dBm; closer to 0 is stronger. */
  rssi: optionalNumber,
  rssiUpdateDate: optionalTime,
});

const ENDPOINT = '/v3/gateway/listByLock';

/**
 * Returns the gateways that hear a lock, strongest first, each once: `GET /v3/gateway/listByLock`, `lockId`; `list` of
 * `gatewayId`, `gatewayName`, `rssi` (dBm), `rssiUpdateDate` (ms). A key of the lock is enough (Sifely's index "Lock's gateways";
 * path and fields by the TTLock platform, whose list may be half an hour old).
 */
export async function hearingGateways(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<HearingGateway[]> {
  const query = lockQuery(lockId, ENDPOINT);
  const list = { endpoint: ENDPOINT, method: 'GET', query, schema: gatewaySchema } as const;
  const gateways = (await readList(context, list, options))
    .map(({ gatewayId, gatewayName, rssi, rssiUpdateDate }) =>
      defined({ gatewayId, name: gatewayName, signal: rssi, measuredAt: rssiUpdateDate }),
    )
    .sort(bySignal);
  return [...new Map(gateways.map((gateway) => [gateway.gatewayId, gateway] as const)).values()];
}

/** Returns the ids of the gateways that reach a lock, strongest first. */
export async function gatewaysOf(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<string[]> {
  return (await hearingGateways(context, lockId, options)).map(({ gatewayId }) => gatewayId);
}
