import type { CloudLock, Operability } from '../../locks/lock-cloud.ts';
import type { Ekey } from './key-list.ts';

/** What `keyStatus` means; no status is a valid key. */
const byStatus: Readonly<Record<string, Operability>> = {
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

/** Whether a lock can be operated from afar with the key at hand (none: the owner's), and if not, why. */
export function operabilityOf(
  lock: Pick<CloudLock, 'connection' | 'owned'>,
  ekey: Ekey | undefined,
  now: number,
): Operability {
  // Owners are bound by neither status nor dates of an ekey; the remote switch in it is the lock's own.
  const validity = ekey && !lock.owned ? validityOf(ekey, now) : 'operable';
  if (validity !== 'operable') return validity;
  if (ekey?.remoteEnable === 2) return 'remote-disabled';
  return lock.connection === 'none' ? 'no-gateway' : 'operable';
}

function validityOf({ keyStatus, startDate = 0, endDate = 0 }: Ekey, now: number): Operability {
  const status = keyStatus === undefined ? 'operable' : (byStatus[keyStatus] ?? 'key-not-active');
  if (status !== 'operable') return status;
  if (startDate > 0 && now < startDate) return 'key-not-yet-valid';
  if (endDate > 0 && now >= endDate) return 'key-expired';
  return 'operable';
}
