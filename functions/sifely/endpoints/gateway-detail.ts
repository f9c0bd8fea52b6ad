import * as v from 'valibot';
import type { GatewayDetail } from '../../guests/access-settings.ts';
import type { CallOptions } from '../../locks/lock-cloud.ts';
import { defined } from '../defined.ts';
import type { EndpointContext } from '../endpoint-context.ts';
import { optionalName, optionalSwitch, optionalWholeNumber } from '../http/field-schemas.ts';
import { readPayload } from '../http/read-payload.ts';
import { idValue } from './access/send-change.ts';

const gatewaySchema = v.object({
  gatewayName: optionalName,
  gatewayVersion: optionalWholeNumber,
  networkName: optionalName,
  lockNum: optionalWholeNumber,
  isOnline: optionalSwitch,
});

const ENDPOINT = '/v3/gateway/detail';

/** Models by `gatewayVersion` (TTLock platform, page on gateways). */
const MODELS: ReadonlyMap<number, string> = new Map([
  [1, 'G1 (Wi-Fi)'],
  [2, 'G2 (Wi-Fi)'],
  [3, 'G3 (wired)'],
  [4, 'G4 (mobile network)'],
]);

/**
 * Returns one gateway: `GET /v3/gateway/detail`, `gatewayId`; `gatewayName`, `gatewayVersion`, `networkName`, `lockNum`, `isOnline`
 * (1 or 0, up to eight minutes late). Error: -4037 no such gateway (Sifely's index "Gateway detail"; path and fields by the TTLock
 * platform). One call covers every lock of the gateway and costs their batteries nothing; Sifely is said to have no list of all
 * gateways (source: viiqswim/dozaldevs-ai-employee).
 */
export async function gatewayDetail(
  context: EndpointContext,
  gatewayId: string,
  options: CallOptions,
): Promise<GatewayDetail> {
  const { gatewayName, gatewayVersion, networkName, lockNum, isOnline } = await context.calls.call(
    {
      endpoint: ENDPOINT,
      method: 'GET',
      query: { gatewayId: idValue(gatewayId, ENDPOINT) },
      timeoutMs: context.timeouts.readMs,
      idempotent: true,
      changes: false,
      read: readPayload(gatewaySchema),
    },
    options,
  );
  const model = gatewayVersion === undefined ? undefined : MODELS.get(gatewayVersion);
  return defined({ name: gatewayName, model, network: networkName, locks: lockNum, isOnline });
}

/** Returns the cloud's flag of one gateway: true if it is online, `undefined` if the reply does not say. */
export async function gatewayOnline(
  context: EndpointContext,
  gatewayId: string,
  options: CallOptions,
): Promise<boolean | undefined> {
  return (await gatewayDetail(context, gatewayId, options)).isOnline;
}
