import * as v from 'valibot';
import { FAULT_KINDS } from '../http/faults.ts';
import type { ControlRoute } from './control-route.ts';

const gatewaySettings = v.strictObject({
  online: v.exactOptional(v.boolean()),
  busy: v.exactOptional(v.boolean()),
  timesOut: v.exactOptional(v.boolean()),
});
const fault = v.strictObject({
  kind: v.picklist(FAULT_KINDS),
  lockId: v.exactOptional(v.union([v.string(), v.number()])),
  gatewayId: v.exactOptional(v.union([v.string(), v.number()])),
  endpoint: v.exactOptional(v.string()),
  account: v.exactOptional(v.string()),
  times: v.exactOptional(v.number()),
  moment: v.exactOptional(v.picklist(['before', 'after'])),
  code: v.exactOptional(v.number()),
  carrier: v.exactOptional(v.picklist(['code', 'errcode'])),
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599))),
  ms: v.exactOptional(v.number()),
  body: v.exactOptional(v.string()),
  retryAfterSeconds: v.exactOptional(v.number()),
  reads: v.exactOptional(v.literal('unknown')),
});

/** Gateways, faults and the list of calls. */
export const FAULT_CONTROLS: readonly ControlRoute[] = [
  {
    method: 'GET',
    pattern: 'gateways',
    help: 'every gateway',
    run: ({ cloud }) => [...cloud.world.gateways.values()],
  },
  {
    method: 'PATCH',
    pattern: 'gateways/:gatewayId',
    help: 'change it: online (its owner’s webhook is notified), busy, timesOut',
    example: '{"online": false}',
    run: ({ simulator, id, body }) =>
      Object.assign(simulator.gateway(id), v.parse(gatewaySettings, body)) && undefined,
  },
  {
    method: 'GET',
    pattern: 'collisions',
    help: 'the operations that met another one at their gateway or Wi-Fi lock and were refused (-3003, -3037)',
    run: ({ cloud }) => cloud.gateways.collisions,
  },
  { method: 'GET', pattern: 'faults', help: 'the active faults', run: ({ cloud }) => cloud.faults.list() },
  {
    method: 'POST',
    pattern: 'faults',
    help: `break something; kinds: ${FAULT_KINDS.join(', ')}`,
    example: '{"kind": "gateway-busy", "endpoint": "lock/unlock", "times": 2}',
    run: ({ cloud, body }) => ({ id: cloud.faults.add(v.parse(fault, body)) }),
  },
  {
    method: 'DELETE',
    pattern: 'faults/:id',
    help: 'remove one fault',
    run: ({ cloud, id }) => {
      if (!cloud.faults.remove(Number(id))) throw new Error(`there is no fault ${id}`);
    },
  },
  {
    method: 'DELETE',
    pattern: 'faults',
    help: 'remove every fault',
    run: ({ cloud }) => cloud.faults.clear(),
  },
  {
    method: 'GET',
    pattern: 'calls',
    help: 'the newest 200 calls, newest first',
    run: ({ simulator }) => simulator.calls.slice(-200).reverse(),
  },
  {
    method: 'DELETE',
    pattern: 'calls',
    help: 'clear the call list',
    run: ({ simulator }) => simulator.clearCalls(),
  },
];
