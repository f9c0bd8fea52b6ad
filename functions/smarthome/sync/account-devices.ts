import { createHash } from 'node:crypto';
import type { Account } from '../../accounts/account.ts';
import { sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { type SyncDevice, syncDevices } from './sync-device.ts';

/** Returns the devices of an account: its shared locks that can be operated remotely. */
export function accountDevices(account: Account, states: AccountState): SyncDevice[] {
  const shared = sharedIds(account).flatMap((id) => sharedLock(account, states, id) ?? []);
  return syncDevices(
    shared.flatMap(({ lockId, details, state }) =>
      state.listed?.operability === 'operable'
        ? [{ lockId, details, listed: state.listed, battery: state.battery }]
        : [],
    ),
  );
}

/** Hashes the parts of a description that a Request Sync depends on: ids, names, rooms and traits. */
export function descriptionHash(devices: readonly SyncDevice[]): string {
  const parts = devices.map(({ id, name, roomHint, traits }) => [
    id,
    name.name,
    name.nicknames,
    roomHint,
    traits,
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
