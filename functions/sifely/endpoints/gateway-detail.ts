import * as v from 'valibot';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { optionalSwitch } from '../http/field-schemas.ts';
import { readPayload } from '../http/read-payload.ts';

const gatewaySchema = v.object({ isOnline: optionalSwitch });

const ENDPOINT = '/v3/gateway/detail';

/**
 * Returns the cloud's flag of one gateway: true if it is online, `undefined` if the reply does not say. The flag may be eight minutes
 * late (TTLock platform, page on gateways). One call covers every lock of the gateway and costs their batteries nothing; Sifely is
 * said to have no list of all gateways (source: viiqswim/dozaldevs-ai-employee).
 */
export async function gatewayOnline(
  context: EndpointContext,
  gatewayId: string,
  options: CallOptions,
): Promise<boolean | undefined> {
  const { isOnline } = await context.calls.call(
    {
      endpoint: ENDPOINT,
      method: 'GET',
      query: { gatewayId },
      timeoutMs: context.timeouts.readMs,
      idempotent: true,
      changes: false,
      read: readPayload(gatewaySchema),
    },
    options,
  );
  return isOnline;
}
