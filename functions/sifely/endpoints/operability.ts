import type { CloudLock, Operability } from '../../locks/lock-cloud.ts';
import type { Ekey } from './key-list.ts';

/** The meanings of `keyStatus`; a key without a status is valid. */
const BY_STATUS: Readonly<Record<string, Operability>> = {
  '110401': 'operable',
  '110402': 'key-not-active',
  '110404': 'key-frozen',
  '110405': 'key-frozen',
  '110406': 'key-frozen',
  '110407': 'key-not-active',
  '110408': 'key-not-active',
  '110410': 'key-not-active',
  '110500': 'key-expired',
};

/** Returns `operable` if a lock can be operated remotely with an ekey (without one: by its owner), else the reason why not. */
export function operabilityOf(
  lock: Pick<CloudLock, 'connection' | 'owned'>,
  ekey: Ekey | undefined,
  now: number,
): Operability {
  // Status and dates of an ekey do not restrict an owner; `remoteEnable` is a setting of the lock itself.
  const validity = ekey && !lock.owned ? validityOf(ekey, now) : 'operable';
  if (validity !== 'operable') return validity;
  if (ekey?.remoteEnable === 2) return 'remote-disabled';
  return lock.connection === 'none' ? 'no-gateway' : 'operable';
}

function validityOf({ keyStatus, startDate = 0, endDate = 0 }: Ekey, now: number): Operability {
  const status = keyStatus === undefined ? 'operable' : (BY_STATUS[keyStatus] ?? 'key-not-active');
  if (status !== 'operable') return status;
  if (startDate > 0 && now < startDate) return 'key-not-yet-valid';
  if (endDate > 0 && now >= endDate) return 'key-expired';
  return 'operable';
}
