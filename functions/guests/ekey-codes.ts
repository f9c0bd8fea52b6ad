import type { AccessCode, CodeCloud, Ekey, KeyCloud } from './access-cloud.ts';
import type { AccessStatus } from './access-terms.ts';

/** Statuses of ekeys as those of codes; one that is deleted or reset is none. A frozen ekey is its owner's business. */
const STATUSES: Readonly<Record<Exclude<Ekey['status'], 'deleted' | 'reset'>, AccessStatus>> = {
  active: 'active',
  // Its receiver has not looked at it yet.
  pending: 'active',
  freezing: 'active',
  frozen: 'active',
  unfreezing: 'active',
  removing: 'removing',
  ended: 'ended',
  unknown: 'unknown',
};

/**
 * Returns the ekeys of locks as codes, so that both live the same life: the account that receives an ekey stands for the digits. Its
 * name is sent and never changed. No ekey is made offline.
 */
export function ekeyCodes(keys: KeyCloud): CodeCloud {
  return {
    async list(lockId, call) {
      return (await keys.list(lockId, call)).flatMap(asCode);
    },
    add: (lockId, { digits: receiver, name = '', period }, _way, call) =>
      keys.send(lockId, { receiver, name, validity: period ?? 'permanent' }, call),
    async change(_lockId, keyId, { period }, _way, call) {
      if (period !== undefined) await keys.changePeriod(keyId, period, call);
    },
    remove: (lockId, keyId, _way, call) => keys.remove(lockId, keyId, call),
    async removeByDigits(lockId, receiver, _way, call) {
      const held = (await keys.list(lockId, call)).find(
        (key) => key.receiver !== undefined && receiverName(key.receiver) === receiverName(receiver),
      );
      if (held !== undefined) await keys.remove(lockId, held.id, call);
    },
    generate: () => Promise.reject(new TypeError('an ekey is sent, not made')),
  };
}

/** Returns one name for each receiver: the cloud ignores upper and lower case in names of accounts. */
export function receiverName(receiver: string): string {
  return receiver.normalize('NFKC').trim().toLowerCase();
}

function asCode({ id, receiver, kind, from, until, status }: Ekey): AccessCode[] {
  if (status === 'deleted' || status === 'reset') return [];
  const isPeriod = kind !== 'permanent';
  return [
    {
      ...{ id, kind: isPeriod ? 'period' : 'permanent', status: STATUSES[status] },
      ...(receiver !== undefined && { digits: receiverName(receiver) }),
      ...(isPeriod && from !== undefined && { from }),
      ...(isPeriod && until !== undefined && { until }),
    },
  ];
}
