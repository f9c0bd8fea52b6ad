import { PlatformError } from '../http/failures.ts';
import { pageOf } from '../http/parameters.ts';
import type { EKey } from '../world/world.ts';
import { type Endpoint, managedLock } from './endpoint.ts';

/** Lists all keys of one lock; Sifely docs api-197254612. */
export const listKey: Endpoint = {
  path: '/v3/lock/listKey',
  method: 'GET',
  access: 'account',
  shape: 'page',
  run(call, account) {
    const { lock } = managedLock(call, account, call.parameters.integer('lockId'));
    const page = call.parameters.page(100);
    const search = (call.parameters.optionalText('searchStr') ?? '').toLowerCase();
    const keys = call.cloud.world.keys.filter(
      (key) =>
        key.lockId === lock.lockId &&
        !key.admin &&
        `${key.keyName} ${key.username}`.toLowerCase().includes(search),
    );
    return pageOf(keys.map(described), page);
  },
};

function described(key: EKey) {
  return {
    keyId: key.keyId,
    lockId: key.lockId,
    username: key.username,
    keyName: key.keyName,
    keyStatus: key.keyStatus,
    startDate: key.startDate,
    endDate: key.endDate,
    keyRight: key.keyRight,
    remoteEnable: key.remoteEnable ? 1 : 2,
    senderUsername: key.sender,
    remarks: key.remarks,
    date: key.sentAt,
  };
}

/** Shares a key; sharing again replaces it. Sifely docs api-251735561. */
export const keySend: Endpoint = {
  path: '/v3/key/send',
  method: 'POST',
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { cloud, parameters, now } = call;
    const { lock } = managedLock(call, account, parameters.integer('lockId', 'Integer'));
    const receiver = parameters.text('receiverUsername');
    const keyName = parameters.text('keyName');
    const startDate = parameters.integer('startDate');
    const endDate = parameters.integer('endDate');
    if (receiver === account.username) throw new PlatformError(-2019);
    if (receiver === lock.owner) throw new PlatformError(-2020);
    if (!cloud.world.accounts.has(receiver)) throw new PlatformError(20006);
    if (startDate < 0 || endDate < 0 || (endDate > 0 && endDate <= startDate)) throw new PlatformError(-3);
    const keyId = cloud.world.nextId++;
    cloud.world.keys = cloud.world.keys.filter(
      (key) => key.lockId !== lock.lockId || key.username !== receiver,
    );
    cloud.world.keys.push({
      keyId,
      lockId: lock.lockId,
      username: receiver,
      sender: account.username,
      keyName,
      admin: false,
      keyRight: parameters.optionalInteger('keyRight') === 1 ? 1 : 0,
      keyStatus: '110401',
      startDate,
      endDate,
      remoteEnable: parameters.optionalInteger('remoteEnable') === 1,
      remarks: parameters.optionalText('remarks') ?? '',
      sentAt: now,
    });
    return { keyId, errcode: 0, errmsg: 'none error message' };
  },
};

/** Deletes an ordinary key. Refuses the owner's own key, whose deletion would reset the lock. */
export const keyDelete: Endpoint = {
  path: '/v3/key/delete',
  method: 'POST',
  access: 'account',
  shape: 'result',
  run(call, account) {
    const { cloud, parameters } = call;
    const keyId = parameters.integer('keyId', 'Integer');
    const key = cloud.world.keys.find((each) => each.keyId === keyId);
    if (!key) throw new PlatformError(20004);
    if (key.username !== account.username) managedLock(call, account, key.lockId);
    if (key.admin) throw new PlatformError(-2018);
    cloud.world.keys = cloud.world.keys.filter((each) => each !== key);
  },
};
