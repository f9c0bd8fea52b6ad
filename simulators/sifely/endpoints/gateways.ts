import { PlatformError } from '../http/failures.ts';
import { pageOf } from '../http/parameters.ts';
import { macOf } from '../world/grow-world.ts';
import { bySignal, signalOf } from '../world/signal.ts';
import { shownOnline } from '../world/simulated-gateway.ts';
import type { GatewayState, LockState, World } from '../world/world.ts';
import { type Endpoint, type EndpointCall, heldLock } from './endpoint.ts';

const attached = (lock: LockState, gatewayId: number) =>
  lock.hasGateway && lock.gatewayIds.includes(gatewayId);

/** Ms between two messages of a gateway about a lock that it hears. */
const MESSAGE_MS = 60_000;

/** Returns when a gateway was last heard, about a lock as well. */
function heardAt({ online, changedAt }: GatewayState, now: number): number {
  return online ? now - MESSAGE_MS : (changedAt ?? now - MESSAGE_MS);
}

/** True while the cloud remembers which locks a gateway hears. */
function remembered({ cloud, now }: EndpointCall, gateway: GatewayState): boolean {
  const { relationMs = Number.POSITIVE_INFINITY } = cloud.options;
  return gateway.online || now - heardAt(gateway, now) < relationMs;
}

/** Returns a gateway of the account, or in reach of a lock that it owns; otherwise -4037. */
function ownGateway({ cloud, parameters }: EndpointCall, username: string): GatewayState {
  const gateway = cloud.world.gateways.get(String(parameters.integer('gatewayId')));
  if (!gateway || !isOwn(cloud.world, gateway, username)) throw new PlatformError(-4037);
  return gateway;
}

function isOwn(world: World, gateway: GatewayState, username: string): boolean {
  if (gateway.owner !== undefined) return gateway.owner === username;
  return locksOf(world, gateway).some(({ owner }) => owner === username);
}

function locksOf(world: World, { gatewayId }: GatewayState): LockState[] {
  return [...world.locks.values()].filter((lock) => attached(lock, gatewayId));
}

/** Lists the gateways of the account; Sifely does not have it. */
export const gatewayList: Endpoint = {
  path: '/v3/gateway/list',
  method: 'GET',
  profiles: ['ttlock'],
  access: 'account',
  shape: 'page',
  run(call, account) {
    const { cloud, parameters } = call;
    const page = parameters.page(200);
    const own = [...cloud.world.gateways.values()].filter((each) =>
      isOwn(cloud.world, each, account.username),
    );
    const chosen = parameters.chosen(own, ({ name, gatewayId }) => ({ name, at: gatewayId }));
    return pageOf(
      chosen.map((gateway) => described(call, gateway)),
      page,
    );
  },
};

/** One gateway. */
export const gatewayDetail: Endpoint = {
  path: '/v3/gateway/detail',
  method: 'GET',
  access: 'account',
  shape: 'object',
  run(call, account) {
    return described(call, ownGateway(call, account.username));
  },
};

function described(call: EndpointCall, gateway: GatewayState) {
  return {
    gatewayId: gateway.gatewayId,
    gatewayMac: gateway.mac,
    gatewayName: gateway.name,
    gatewayVersion: gateway.version ?? 2,
    networkName: gateway.network,
    networkMac: macOf(`network ${gateway.network}`),
    lockNum: remembered(call, gateway) ? locksOf(call.cloud.world, gateway).length : 0,
    isOnline: shownOnline(gateway, call.now) ? 1 : 0,
  };
}

/** Lists the gateways in reach of a lock, but not whether they are online. */
export const gatewayListByLock: Endpoint = {
  path: '/v3/gateway/listByLock',
  method: 'GET',
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { lock } = heldLock(call, account, call.parameters.integer('lockId'));
    const ids = lock.hasGateway ? lock.gatewayIds : [];
    const inReach = ids
      .map((id) => call.cloud.world.gateways.get(String(id)))
      .filter((gateway) => gateway !== undefined)
      .filter((gateway) => remembered(call, gateway));
    const list = bySignal(lock, inReach).map((gateway) => ({
      gatewayId: gateway.gatewayId,
      gatewayMac: gateway.mac,
      gatewayName: gateway.name,
      rssi: signalOf(lock, gateway.gatewayId),
      rssiUpdateDate: heardAt(gateway, call.now),
    }));
    return { list };
  },
};

/** Lists the locks in reach of a gateway. */
export const gatewayListLock: Endpoint = {
  path: '/v3/gateway/listLock',
  method: 'GET',
  access: 'account',
  shape: 'object',
  run(call, account) {
    const gateway = ownGateway(call, account.username);
    const locks = remembered(call, gateway) ? locksOf(call.cloud.world, gateway) : [];
    const list = locks.map((lock) => ({
      lockId: lock.lockId,
      lockMac: lock.mac,
      lockName: lock.modelName,
      lockAlias: lock.name,
      rssi: signalOf(lock, gateway.gatewayId),
      updateDate: heardAt(gateway, call.now),
    }));
    return { list };
  },
};
