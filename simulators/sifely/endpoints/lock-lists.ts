import { pageOf } from '../http/parameters.ts';
import { lockSecrets } from '../secrets.ts';
import type { EKey, LockState, World } from '../world/world.ts';
import { type Endpoint, type EndpointCall, featureValue } from './endpoint.ts';
import { recurrenceOf } from './keys.ts';

/** Lists every lock that the account can use, owned or shared; Sifely docs api-197299685. */
export const keyList: Endpoint = {
  path: '/v3/key/list',
  method: 'POST',
  access: 'account',
  shape: 'page',
  run(call, account) {
    const page = call.parameters.page(10_000, 'String');
    const keys = heldKeys(call, account.username).filter(chosen(call));
    return pageOf(
      keys.map(({ lock, key }) => keyInfo(call.cloud.world, lock, key)),
      page,
    );
  },
};

/** Lists the locks that the account owns. */
export const lockList: Endpoint = {
  path: '/v3/lock/list',
  method: 'POST',
  access: 'account',
  shape: 'page',
  run(call, account) {
    // TTLock documents both 1,000 and 10,000, and clients of it ask for 10,000.
    const page = call.parameters.page(call.profile === 'ttlock' ? 10_000 : 1000);
    const owned = heldKeys(call, account.username).filter(({ key }) => key.admin);
    return pageOf(
      owned.filter(chosen(call)).map(({ lock, key }) => lockInfo(call.cloud.world, lock, key)),
      page,
    );
  },
};

/** Lists the account's groups. */
export const groupList: Endpoint = {
  path: '/v3/group/list',
  method: 'GET',
  access: 'account',
  shape: 'page',
  run({ cloud, parameters }, account) {
    const pageNo = parameters.optionalInteger('pageNo') ?? 1;
    const pageSize = parameters.optionalInteger('pageSize') ?? 20;
    const groups = cloud.world.groups.filter(({ owner }) => owner === account.username);
    return pageOf(
      groups.map(({ groupId, name }) => ({ groupId, groupName: name, name })),
      { pageNo, pageSize },
    );
  },
};

interface HeldKey {
  readonly lock: LockState;
  readonly key: EKey;
}

function heldKeys({ cloud }: EndpointCall, username: string): HeldKey[] {
  return cloud.world.keys
    .filter((key) => key.username === username)
    .flatMap((key) => {
      const lock = cloud.world.locks.get(String(key.lockId));
      return lock ? [{ lock, key }] : [];
    });
}

/** Filters by group and alias; `lockAlis` is Sifely's spelling. */
function chosen({ parameters }: EndpointCall): (held: HeldKey) => boolean {
  const groupId = parameters.optionalInteger('groupId');
  const alias = (
    parameters.optionalText('lockAlis') ??
    parameters.optionalText('lockAlias') ??
    ''
  ).toLowerCase();
  return ({ lock, key }) =>
    (groupId === undefined || key.groupId === groupId) && lock.name.toLowerCase().includes(alias);
}

function common(world: World, lock: LockState, key: EKey) {
  const group = world.groups.find(({ groupId }) => groupId === key.groupId);
  return {
    lockId: lock.lockId,
    lockName: lock.modelName,
    lockAlias: lock.name,
    lockMac: lock.mac,
    electricQuantity: lock.battery,
    featureValue: featureValue(lock),
    hasGateway: lock.hasGateway ? 1 : 0,
    ...(group && { groupId: group.groupId, groupName: group.name }),
    noKeyPwd: lockSecrets(lock).noKeyPwd,
  };
}

/** Describes a key as the account's list of keys does. */
export function keyInfo(world: World, lock: LockState, key: EKey) {
  return {
    keyId: key.keyId,
    ...common(world, lock, key),
    keyRight: key.keyRight,
    keyStatus: key.keyStatus,
    userType: key.admin ? '110301' : '110302',
    passageMode: (lock.listed?.passageMode ?? lock.passageMode) ? 1 : 2,
    remoteEnable: key.remoteEnable ? 1 : 2,
    remarks: key.remarks,
    startDate: key.startDate,
    endDate: key.endDate,
    ...recurrenceOf(key),
    lockData: lockSecrets(lock).lockData,
  };
}

function lockInfo(world: World, lock: LockState, key: EKey) {
  return {
    ...common(world, lock, key),
    ...(lock.wifi && { isOnline: lock.online ? 1 : 0 }),
    keyboardPwdVersion: lock.passcodeVersion ?? 4,
    specialValue: 0,
    date: lock.initialisedAt,
    lockData: lockSecrets(lock).lockData,
  };
}
