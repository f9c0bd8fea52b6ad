import { PlatformError } from '../http/failures.ts';
import { macOf } from '../world/grow-world.ts';
import { DOOR_WARNING, settingOf } from '../world/lock-settings.ts';
import { type Endpoint, heldLock } from './endpoint.ts';
import { writtenLock } from './lock-writes.ts';

const TTLOCK = ['ttlock'] as const;

/** Reads the battery in the lock, through its gateway. */
export const queryElectricQuantity: Endpoint = {
  path: '/v3/lock/queryElectricQuantity',
  method: 'GET',
  profiles: TTLOCK,
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { lock } = heldLock(call, account, call.parameters.integer('lockId'));
    return call.cloud.gateways.reach(lock, () => ({ electricQuantity: lock.battery }));
  },
};

/** Reads the lock's own clock, through its gateway. */
export const queryDate: Endpoint = {
  path: '/v3/lock/queryDate',
  method: 'GET',
  profiles: TTLOCK,
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { lock } = heldLock(call, account, call.parameters.integer('lockId'));
    const { clock, gateways } = call.cloud;
    return gateways.reach(lock, () => ({ date: clock.now() + (lock.clockOffsetMs ?? 0) }));
  },
};

/** Sets the lock's clock to the time of the cloud, through its gateway. */
export const updateDate: Endpoint = {
  path: '/v3/lock/updateDate',
  method: 'POST',
  profiles: TTLOCK,
  access: 'account',
  shape: 'object',
  run(call, account) {
    const lock = writtenLock(call, account);
    return call.cloud.gateways.reach(lock, () => {
      delete lock.clockOffsetMs;
      return { date: call.cloud.clock.now() };
    });
  },
};

/** Changes the owner's name of a lock; the lock itself has none. */
export const lockRename: Endpoint = {
  path: '/v3/lock/rename',
  method: 'POST',
  profiles: TTLOCK,
  access: 'account',
  shape: 'result',
  run(call, account) {
    const lock = writtenLock(call, account);
    const name = call.parameters.text('lockAlias').trim();
    if (name === '') throw new PlatformError(20008);
    lock.name = name;
  },
};

/** Freezes a lock: nothing operates it until it is unfrozen. */
export const lockFreeze = freezing('/v3/lock/freeze', true);
/** Unfreezes a lock. */
export const lockUnfreeze = freezing('/v3/lock/unfreeze', false);

function freezing(path: string, frozen: boolean): Endpoint {
  return {
    path,
    method: 'POST',
    profiles: TTLOCK,
    access: 'account',
    shape: 'result',
    run(call, account) {
      writtenLock(call, account).frozen = frozen;
    },
  };
}

/** Describes the sensor of a lock's door; 1 if it has none, as clients expect some error. */
export const doorSensorQuery: Endpoint = {
  path: '/v3/doorSensor/query',
  method: 'POST',
  profiles: TTLOCK,
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { lock } = heldLock(call, account, call.parameters.integer('lockId'));
    if (!lock.doorSensor) throw new PlatformError(1);
    const mac = macOf(`door sensor ${lock.lockId}`);
    return {
      doorSensorId: lock.lockId * 10 + 1,
      name: `${lock.name} sensor`,
      electricQuantity: lock.doorSensor.battery,
      version: '1.0.0.210903',
      mac,
      number: `DS2_${mac.slice(-8).replaceAll(':', '').toLowerCase()}`,
      doorNotClosedWarningTime: settingOf(lock, DOOR_WARNING),
    };
  },
};
