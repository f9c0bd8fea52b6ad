import { PlatformError } from '../http/failures.ts';
import { type Endpoint, heldLock } from './endpoint.ts';
import { keyInfo } from './lock-lists.ts';
import { writtenLock } from './lock-writes.ts';

const TTLOCK = ['ttlock'] as const;

/** Returns the account's own key of a lock. */
export const keyGet: Endpoint = {
  path: '/v3/key/get',
  method: 'GET',
  profiles: TTLOCK,
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { lock, key } = heldLock(call, account, call.parameters.integer('lockId'));
    return { ...keyInfo(call.cloud.world, lock, key), timezoneRawOffset: lock.utcOffsetMinutes * 60_000 };
  },
};

/** Lets the holder of a key manage its lock. */
export const keyAuthorize = changeOfRight('/v3/key/authorize', 1);
/** Ends {@link keyAuthorize}. */
export const keyUnauthorize = changeOfRight('/v3/key/unauthorize', 0);

function changeOfRight(path: string, keyRight: 0 | 1): Endpoint {
  return {
    path,
    method: 'POST',
    profiles: TTLOCK,
    access: 'account',
    shape: 'result',
    run(call, account) {
      const { cloud, parameters } = call;
      const lock = writtenLock(call, account);
      if (lock.owner !== account.username) throw new PlatformError(20002);
      const keyId = parameters.integer('keyId', 'Integer');
      const key = cloud.world.keys.find((each) => each.keyId === keyId && each.lockId === lock.lockId);
      if (!key) throw new PlatformError(-1008);
      if (key.admin) throw new PlatformError(-2018);
      key.keyRight = keyRight;
    },
  };
}
