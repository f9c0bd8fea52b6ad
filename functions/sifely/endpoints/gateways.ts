import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { decimalId, optionalNumber } from '../http/field-schemas.ts';
import { lockQuery } from './lock-id.ts';
import { readList } from './read-list.ts';

const gatewaySchema = v.object({
  gatewayId: decimalId,
  /** dBm; closer to 0 is stronger. */
  rssi: optionalNumber,
});

const ENDPOINT = '/v3/gateway/listByLock';

/** Returns the ids of the gateways that reach a lock, strongest first. */
export async function gatewaysOf(
  context: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<string[]> {
  const query = lockQuery(lockId, ENDPOINT);
  const list = { endpoint: ENDPOINT, method: 'GET', query, schema: gatewaySchema } as const;
  const gateways = await readList(context, list, options);
  const strength = (rssi: number | undefined) => rssi ?? Number.NEGATIVE_INFINITY;
  gateways.sort((one, other) =>
    strength(one.rssi) < strength(other.rssi) ? 1 : strength(one.rssi) > strength(other.rssi) ? -1 : 0,
  );
  return [...new Set(gateways.map(({ gatewayId }) => gatewayId))];
}
