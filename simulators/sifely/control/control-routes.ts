import * as v from 'valibot';
import type { Cloud } from '../cloud.ts';
import { FAULT_CODES } from '../faults.ts';
import { webhookSchema } from '../seed.ts';
import type { SifelySimulator } from '../simulator.ts';
import type { LockState } from '../world.ts';

/** One thing the control API can do. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/_control/`; one `:` segment names a lock, gateway, account or fault. */
  readonly pattern: string;
  readonly help: string;
  /** A body to try it with. */
  readonly example?: string;
  run(control: {
    readonly simulator: SifelySimulator;
    readonly cloud: Cloud;
    readonly id: string;
    readonly body: Readonly<Record<string, unknown>>;
  }): unknown;
}

const turn = v.strictObject({ to: v.picklist(['lock', 'unlock']) });
const named = v.strictObject({ name: v.exactOptional(v.string()) });
const jam = v.strictObject({
  times: v.exactOptional(v.number()),
  reads: v.exactOptional(v.literal('unknown')),
});
const settings = v.strictObject({
  name: v.exactOptional(v.string()),
  battery: v.exactOptional(v.number()),
  autoLockSeconds: v.exactOptional(v.number()),
  passageMode: v.exactOptional(v.boolean()),
  hasGateway: v.exactOptional(v.boolean()),
  online: v.exactOptional(v.boolean()),
  frozen: v.exactOptional(v.boolean()),
  bolt: v.exactOptional(v.picklist(['locked', 'unlocked'])),
});
const gatewaySettings = v.strictObject({
  online: v.exactOptional(v.boolean()),
  busy: v.exactOptional(v.boolean()),
  timesOut: v.exactOptional(v.boolean()),
});
const codeKinds = Object.keys(FAULT_CODES).filter(
  (kind): kind is keyof typeof FAULT_CODES => kind in FAULT_CODES,
);
const otherKinds = [
  ...([
    'code',
    'jam',
    'status',
    'plan-exceeded',
    'rate-limited',
    'auth-text',
    'slow',
    'hang',
    'stall',
  ] as const),
  ...(['drop', 'non-json', 'wrong-content-type', 'body'] as const),
];
const fault = v.strictObject({
  kind: v.picklist([...codeKinds, ...otherKinds]),
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

/** A lock without its secrets: this is shown on screens. */
function shown({ records, unsent, passcodes, cards, fingerprints, ...lock }: LockState) {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  return {
    ...lock,
    passcodes: names(passcodes),
    cards: names(cards),
    fingerprints: names(fingerprints),
    recordsInCloud: records.length,
    recordsWaiting: unsent.length,
    newestRecords: records
      .slice(-5)
      .reverse()
      .map(({ keyboardPwd: _, ...record }) => record),
  };
}

/** Everything the control API can do; the help page is made of it. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    pattern: 'locks',
    help: 'every lock: `bolt` is the physical truth, `shown` what the cloud says',
    run: ({ cloud }) => [...cloud.world.locks.values()].map(shown),
  },
  {
    method: 'GET',
    pattern: 'locks/:lockId',
    help: 'one lock with its newest records',
    run: ({ simulator, id }) => shown(simulator.lock(id).state),
  },
  {
    method: 'PATCH',
    pattern: 'locks/:lockId',
    help: 'change it: name, battery, autoLockSeconds, passageMode, hasGateway, online, frozen, bolt',
    example: '{"battery": 9}',
    run: ({ simulator, id, body }) => simulator.lock(id).set(v.parse(settings, body)),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/turn',
    help: 'turn it by hand',
    example: '{"to": "unlock"}',
    run: ({ simulator, id, body }) => simulator.lock(id).turnByHand(v.parse(turn, body).to),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/key',
    help: 'use the mechanical key',
    example: '{"to": "lock"}',
    run: ({ simulator, id, body }) => simulator.lock(id).useMechanicalKey(v.parse(turn, body).to),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/passcode',
    help: 'enter a stored keypad code by its name; an unknown name is a wrong code',
    example: '{"name": "Family"}',
    run: ({ simulator, id, body }) => simulator.lock(id).enterPasscode(v.parse(named, body).name),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/card',
    help: 'use a card by its name; an unknown name is refused by the lock',
    example: '{"name": "Blue card"}',
    run: ({ simulator, id, body }) => simulator.lock(id).useCard(v.parse(named, body).name),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/fingerprint',
    help: 'use a finger by its name; an unknown name is refused by the lock',
    example: '{"name": "Right thumb"}',
    run: ({ simulator, id, body }) => simulator.lock(id).useFingerprint(v.parse(named, body).name),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/jam',
    help: 'block the bolt: commands succeed and it stays; optional times, reads "unknown"',
    example: '{}',
    run: ({ simulator, id, body }) => simulator.lock(id).jam(v.parse(jam, body)),
  },
  {
    method: 'POST',
    pattern: 'locks/:lockId/free',
    help: 'free a blocked bolt',
    example: '{}',
    run: ({ simulator, id }) => simulator.lock(id).free(),
  },
  {
    method: 'GET',
    pattern: 'gateways',
    help: 'every gateway',
    run: ({ cloud }) => [...cloud.world.gateways.values()],
  },
  {
    method: 'PATCH',
    pattern: 'gateways/:gatewayId',
    help: 'change it: online, busy, timesOut',
    example: '{"online": false}',
    run: ({ simulator, id, body }) =>
      Object.assign(simulator.gateway(id), v.parse(gatewaySettings, body)) && undefined,
  },
  {
    method: 'GET',
    pattern: 'accounts',
    help: 'every account, without passwords and keys',
    run: ({ cloud }) =>
      [...cloud.world.accounts.values()].map(({ password: _, apiKey: __, ...account }) => account),
  },
  {
    method: 'POST',
    pattern: 'accounts/:username/expire-tokens',
    help: 'its access tokens end now',
    example: '{}',
    run: ({ simulator, id }) => simulator.account(id).expireAccessTokens(),
  },
  {
    method: 'POST',
    pattern: 'accounts/:username/revoke-refresh-tokens',
    help: 'its refresh tokens are dead',
    example: '{}',
    run: ({ simulator, id }) => simulator.account(id).revokeRefreshTokens(),
  },
  {
    method: 'POST',
    pattern: 'accounts/:username/rotate-key',
    help: 'its API key changes',
    example: '{}',
    run: ({ simulator, id }) => void simulator.account(id).rotateKey(),
  },
  {
    method: 'PUT',
    pattern: 'accounts/:username/webhook',
    help: 'post its locks’ events to a URL: style json or form, copies, reorder, delayMs, loss',
    example: '{"url": "http://127.0.0.1:8080/webhooks/sifely/SECRET"}',
    run: ({ simulator, id, body }) => simulator.webhooks(id, v.parse(webhookSchema, body)),
  },
  {
    method: 'DELETE',
    pattern: 'accounts/:username/webhook',
    help: 'post nothing any more',
    run: ({ simulator, id }) => simulator.webhooks(id, undefined),
  },
  { method: 'GET', pattern: 'faults', help: 'the faults set now', run: ({ cloud }) => cloud.faults.list() },
  {
    method: 'POST',
    pattern: 'faults',
    help: `let something go wrong; kinds: ${[...codeKinds, ...otherKinds].join(', ')}`,
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
    help: 'forget the calls',
    run: ({ simulator }) => simulator.clearCalls(),
  },
];
