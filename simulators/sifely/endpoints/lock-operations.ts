import { HttpError, PlatformError } from '../http/failures.ts';
import { lockSecrets } from '../secrets.ts';
import { usable } from '../world/ekey-rules.ts';
import { listedSettings } from '../world/lock-settings.ts';
import type { Position } from '../world/world.ts';
import { type Endpoint, featureValue, heldLock } from './endpoint.ts';

const STATES = { locked: 0, unlocked: 1, unknown: 2 } as const;

/** Returns slowly changing facts of a lock from the cloud; Sifely docs api-194455499. */
export const lockDetail: Endpoint = {
  path: '/v3/lock/detail',
  method: 'GET',
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { lock, key } = heldLock(call, account, call.parameters.integer('lockId'));
    const group = call.cloud.world.groups.find(({ groupId }) => groupId === key.groupId);
    return {
      lockId: lock.lockId,
      lockName: lock.modelName,
      lockAlias: lock.name,
      lockMac: lock.mac,
      electricQuantity: lock.battery,
      autoLockTime: lock.listed?.autoLockSeconds ?? lock.autoLockSeconds,
      displayPasscode: 0,
      featureValue: featureValue(lock),
      keyboardPwdVersion: lock.passcodeVersion ?? 4,
      passageMode: (lock.listed?.passageMode ?? lock.passageMode) ? 1 : 2,
      ...listedSettings(lock),
      passageModeAutoUnlock: (lock.listed?.passage ?? lock.passage)?.autoUnlock ? 1 : 2,
      hasGateway: lock.hasGateway ? 1 : 0,
      isFrozen: lock.frozen ? 1 : 2,
      modelNum: lock.modelName,
      hardwareRevision: '1.3',
      firmwareRevision: '6.4.21',
      lockVersion: { protocolType: 5, protocolVersion: 3, scene: 2, groupId: 1, orgId: 1 },
      timezoneRawOffset: lock.utcOffsetMinutes * 60_000,
      date: lock.initialisedAt,
      specialValue: 0,
      lockFlagPos: 0,
      ...(group && { groupId: group.groupId, groupName: group.name }),
      ...lockSecrets(lock),
    };
  },
};

/** Asks the lock itself, through its gateway: 0 locked, 1 unlocked, 2 unknown; Sifely docs api-194455502. */
export const queryOpenState: Endpoint = {
  path: '/v3/lock/queryOpenState',
  method: 'GET',
  access: 'account',
  shape: 'object',
  run(call, account) {
    const { cloud } = call;
    const { lock } = heldLock(call, account, call.parameters.integer('lockId'));
    if (!lock.features.openState) throw new PlatformError(-4043);
    return cloud.gateways.reach(
      lock,
      () => {
        cloud.settle();
        const early = cloud.options.earlyRead === 'bad-request' && lock.movement !== lock.shownMovement;
        if (early) throw new HttpError(400, 'failed or means no');
        const { doorSensor } = lock;
        const sensed = call.profile === 'ttlock' && doorSensor && { sensorState: doorSensor.open ? 0 : 1 };
        return { state: STATES[lock.shown], ...sensed };
      },
      '/v3/lock/queryOpenState',
    );
  },
};

/** Moves the bolt through the gateway. The response means "accepted", not "moved". */
function operate(path: string, to: Position, feature: 'remoteLock' | 'remoteUnlock'): Endpoint {
  return {
    path,
    method: 'POST',
    access: 'account',
    shape: 'result',
    run(call, account) {
      const { cloud } = call;
      const { lock, key } = heldLock(call, account, call.parameters.integer('lockId'));
      if (!usable(key, lock, call.now) || !key.remoteEnable) throw new PlatformError(-2018);
      if (!lock.features[feature]) throw new PlatformError(-4043);
      return cloud.gateways.reach(
        lock,
        () => {
          if (to === 'unlocked') key.usedAt ??= cloud.clock.now();
          const jam = call.motorJammed();
          if (jam) {
            if (jam.reads) lock.shown = jam.reads;
            return;
          }
          const cause =
            to === 'unlocked'
              ? { recordType: 12, recordTypeFromLock: 28, username: account.username }
              : { recordType: 11, recordTypeFromLock: 26, username: account.username };
          const at = cloud.clock.now() + cloud.span(cloud.timing.moveMs);
          cloud.schedule({ kind: 'move', at, lockId: String(lock.lockId), to, cause });
        },
        path,
      );
    },
  };
}

export const unlock = operate('/v3/lock/unlock', 'unlocked', 'remoteUnlock');
export const lock = operate('/v3/lock/lock', 'locked', 'remoteLock');
