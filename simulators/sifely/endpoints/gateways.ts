import { PlatformError } from '../http/failures.ts';
import { pageOf } from '../http/parameters.ts';
import { macOf } from '../world/grow-world.ts';
import type { GatewayState, LockState, World } from '../world/world.ts';
import { type Endpoint, type EndpointCall, heldLock } from './endpoint.ts';

const attached = (lock: LockState, gatewayId: number) =>
  lock.hasGateway && lock.gatewayIds.includes(gatewayId);

/** Returns the signal strength (dBm) of a lock's n-th strongest gateway, from 0. */
const rssi = (place: number) => -62 - 12 * place;

/** Returns a gateway in reach of a lock that the account owns; otherwise -4037. */
function ownGateway({ cloud, parameters }: EndpointCall, username: string): GatewayState {
  const gateway = cloud.world.gateways.get(String(parameters.integer('gatewayId')));
  if (!gateway || !isOwn(cloud.world, gateway, username)) throw new PlatformError(-4037);
  return gateway;
}

function isOwn(world: World, gateway: GatewayState, username: string): boolean {
  return locksOf(world, gateway).some(({ owner }) => owner === username);
}

/** A gateway that came or went is seen late. */
function seenOnline({ cloud, now }: EndpointCall, { online, changedAt }: GatewayState): boolean {
  const isSeen = changedAt === undefined || now >= changedAt + (cloud.options.presenceLagMs ?? 0);
  return isSeen ? online : !online;
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
    gatewayVersion: 2,
    networkName: gateway.network,
    networkMac: macOf(`network ${gateway.network}`),
    lockNum: locksOf(call.cloud.world, gateway).length,
    isOnline: seenOnline(call, gateway) ? 1 : 0,
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
    const list = ids.flatMap((id, place) => {
      const gateway = call.cloud.world.gateways.get(String(id));
      if (!gateway) return [];
      const { gatewayId, mac, name } = gateway;
      return [
        {
          gatewayId,
          gatewayMac: mac,
          gatewayName: name,
          rssi: rssi(place),
          rssiUpdateDate: call.now - 60_000,
        },
      ];
    });
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
    const list = locksOf(call.cloud.world, gateway).map((lock) => ({
      lockId: lock.lockId,
      lockMac: lock.mac,
      lockName: lock.modelName,
      lockAlias: lock.name,
      rssi: rssi(lock.gatewayIds.indexOf(gateway.gatewayId)),
      updateDate: call.now - 60_000,
    }));
    return { list };
  },
};
