import { type AccountState, type DoorState, stateOf } from '../locks/account-state.ts';
import { doorClaim, isDoorMove } from '../locks/doors/door-state.ts';
import type { CloudHint } from '../locks/lock-cloud.ts';
import type { ActivityEntry } from './activity-entry.ts';

const SENSOR = { source: 'door-sensor', how: 'sensor' } as const;

/** Returns the entries of doors that opened or closed, by notifications that arrived at `now` (ms since the epoch) without a record. */
export function doorEntries(states: AccountState, hints: readonly CloudHint[], now: number): ActivityEntry[] {
  return hints.flatMap((hint) => {
    if (hint.kind !== 'door') return [];
    const { lockId } = hint;
    const claim = doorClaim(hint, now);
    if (claim === undefined || !isDoorMove(stateOf(states, lockId), claim)) return [];
    const event = claim.isOpen ? 'door-opened' : 'door-closed';
    const { at } = claim;
    return [
      { id: `${lockId}/${event}/${at}`, at, lockId, ...SENSOR, event, receivedAt: at, isUnconfirmed: true },
    ];
  });
}

/** Returns the entry of a door that has stayed open until `at`, ms since the epoch. */
export function leftOpenEntry(lockId: string, { since, source }: DoorState, at: number): ActivityEntry {
  return {
    ...{ id: `${lockId}/door-left-open/${since}`, at, lockId, ...SENSOR, event: 'door-left-open' },
    ...(source === 'webhook' && { isUnconfirmed: true }),
  };
}
