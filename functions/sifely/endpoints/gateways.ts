import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { decimalId, optionalNumber } from '../http/field-schemas.ts';
import { readPage } from '../http/paging.ts';
import { readItems } from './listed-lock.ts';
import { lockQuery } from './lock-id.ts';

const gatewaySchema = v.object({
  gatewayId: decimalId,
  /** dBm; closer to 0 is stronger. */
  rssi: optionalNumber,
});

const ENDPOINT = '/v3/gateway/listByLock';

/**
 * Ids of the gateways that reach a lock, strongest first. Sifely's gateway pages could not be confirmed, so nothing depends on
 * them: every failure is an empty list, and is logged where the call was made.
 */
export async function gatewaysOf(
  manager: EndpointContext,
  lockId: string,
  options: CallOptions,
): Promise<string[]> {
  try {
    const { items } = await manager.calls.call(
      {
        endpoint: ENDPOINT,
        method: 'GET',
        query: lockQuery(lockId, ENDPOINT),
        timeoutMs: manager.timeouts.readMs,
        idempotent: true,
        changes: false,
        read: readPage,
      },
      options,
    );
    const gateways = readItems(gatewaySchema, items, { ...manager, endpoint: ENDPOINT });
    const strength = (rssi: number | undefined) => rssi ?? Number.NEGATIVE_INFINITY;
    gateways.sort((one, other) =>
      strength(one.rssi) < strength(other.rssi) ? 1 : strength(one.rssi) > strength(other.rssi) ? -1 : 0,
    );
    return [...new Set(gateways.map(({ gatewayId }) => gatewayId))];
  } catch {
    return [];
  }
}
