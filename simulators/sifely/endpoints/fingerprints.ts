import { PlatformError } from '../http/failures.ts';
import type { Token } from '../world/contents.ts';
import type { LockState } from '../world/world.ts';
import type { Endpoint, EndpointCall } from './endpoint.ts';
import { wayOf, writeToLock, writtenLock } from './lock-writes.ts';

/** Deletes a fingerprint. By Bluetooth, the default, only the cloud forgets it: at the door it still opens. */
export const fingerprintDelete = change('/v3/fingerprint/delete', 'deleteType', ({ parameters }) => {
  const deleted = parameters.integer('fingerprintId');
  return (fingers) => fingers.filter(({ id }) => id !== deleted);
});

/** Changes the times of a fingerprint, which cannot be made permanent. By Bluetooth, the default, only in the cloud. */
export const fingerprintChangePeriod = change(
  '/v3/fingerprint/changePeriod',
  'changeType',
  ({ parameters }) => {
    const changed = parameters.integer('fingerprintId');
    const dates = { startDate: parameters.integer('startDate'), endDate: parameters.integer('endDate') };
    if (dates.startDate < 0 || dates.endDate <= dates.startDate) throw new PlatformError(-3);
    return (fingers) => fingers.map((each) => (each.id === changed ? { ...each, ...dates } : each));
  },
);

/** Creates a call that changes the lists of fingerprints in the cloud and, by a gateway, in the lock. */
function change(
  path: string,
  wayName: string,
  asked: (call: EndpointCall) => (fingers: readonly Token[]) => Token[],
): Endpoint {
  return {
    path,
    method: 'POST',
    profiles: ['ttlock'],
    access: 'account',
    shape: 'result',
    async run(call, account) {
      const changed = asked(call);
      const lock = writtenLock(call, account);
      const way = wayOf(call.parameters.optionalInteger(wayName));
      refuseUnknown(lock, call.parameters.integer('fingerprintId'));
      lock.fingersInLock ??= [...lock.fingerprints];
      await writeToLock(call, lock, way, () => {
        lock.fingersInLock = changed(lock.fingersInLock ?? lock.fingerprints);
      });
      lock.fingerprints = changed(lock.fingerprints);
    },
  };
}

function refuseUnknown(lock: LockState, fingerprintId: number): void {
  if (!lock.fingerprints.some(({ id }) => id === fingerprintId)) throw new PlatformError(-1023);
}
