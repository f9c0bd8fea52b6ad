import type { Random } from '../../functions/random.ts';

/** The four intents of a fulfillment. Source: /cloud-to-cloud/primer/fulfillment. */
export type Intent = 'SYNC' | 'QUERY' | 'EXECUTE' | 'DISCONNECT';

/** The body of an intent as it is posted. */
export interface IntentRequest {
  readonly requestId: string;
  readonly inputs: readonly [
    {
      readonly intent: `action.devices.${Intent}`;
      /** Not in the published schemas, but in real requests. */
      readonly context: { readonly locale_country: string; readonly locale_language: string };
      readonly payload?: Readonly<Record<string, unknown>>;
    },
  ];
}

/** A command for a device. `params` is free so that tests can send nonsense. */
interface Execution {
  readonly command: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly challenge?: Readonly<Record<string, unknown>>;
}

/** One entry of EXECUTE's `commands`: every device does every execution. Devices by id. */
export interface ExecuteCommand {
  readonly devices: readonly string[];
  readonly execution: readonly Execution[];
}

/** Adds the `customData` of SYNC to a device, as Google sends it back. */
type DeviceTarget = (id: string) => { id: string; customData?: Record<string, unknown> };

/** Creates a request id like Google's: a long decimal number in a string, not a UUID. */
export function newRequestId(random: Random): string {
  return String((random.bytes(8).readBigUInt64BE() & ((1n << 62n) - 1n)) | (1n << 62n));
}

/** Builds the body of an intent; DISCONNECT and SYNC have no payload. */
export function envelope(
  requestId: string,
  intent: Intent,
  payload?: Readonly<Record<string, unknown>>,
): IntentRequest {
  const context = { locale_country: 'US', locale_language: 'en' };
  const input = { intent: `action.devices.${intent}`, context } as const;
  return { requestId, inputs: [payload === undefined ? input : { ...input, payload }] };
}

/** Builds the payload of QUERY. */
export function queryPayload(ids: readonly string[], target: DeviceTarget): Record<string, unknown> {
  return { devices: ids.map(target) };
}

/** Builds the payload of EXECUTE. */
export function executePayload(
  commands: readonly ExecuteCommand[],
  target: DeviceTarget,
): Record<string, unknown> {
  return {
    commands: commands.map(({ devices, execution }) => ({ devices: devices.map(target), execution })),
  };
}
