import { createHash } from 'node:crypto';
import type { Account } from '../accounts/account.ts';
import type { LockStates } from '../locks/lock-states.ts';
import { describeDevices, type SyncDevice } from './device-description.ts';
import { sharedIds, sharedLock } from './shared-lock.ts';

/** The devices of an account: its shared locks that can be operated from afar. */
export function describeAccount(account: Account, states: LockStates): SyncDevice[] {
  const shared = sharedIds(account).flatMap((id) => sharedLock(account, states, id) ?? []);
  return describeDevices(
    shared.flatMap(({ lockId, facts, state }) =>
      state.listed?.operability === 'operable'
        ? [{ lockId, facts, listed: state.listed, battery: state.battery }]
        : [],
    ),
  );
}

/** A hash of what matters in a description: which locks, what they are called, where they are, what they can do. */
export function descriptionHash(devices: readonly SyncDevice[]): string {
  const matters = devices.map(({ id, name, roomHint, traits }) => [
    id,
    name.name,
    name.nicknames,
    roomHint,
    traits,
  ]);
  return createHash('sha256').update(JSON.stringify(matters)).digest('base64url').slice(0, 22);
}
