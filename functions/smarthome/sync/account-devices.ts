import { createHash } from 'node:crypto';
import type { Account } from '../../accounts/account.ts';
import { sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { isDescribable } from '../../locks/listed-lock.ts';
import { type SyncDevice, syncDevices } from './sync-device.ts';

/** A grant of this age has certainly had a SYNC. */
const SYNCED_MS = 3_600_000;

/**
 * Returns the devices of an account: its shared locks that can be operated remotely, and those that Google has and that may come
 * back. Google deletes what SYNC omits, with its room and routines. `now` in ms since the epoch.
 */
export function accountDevices(account: Account, states: AccountState, now: number): SyncDevice[] {
  const known = states.google?.devices && new Set(states.google.devices);
  // Where the states were lost, any shared lock may be at Google.
  const mayHaveAll =
    known === undefined && account.grants.some(({ createdAt }) => now - createdAt > SYNCED_MS);
  const shared = sharedIds(account).flatMap((id) => sharedLock(account, states, id) ?? []);
  return syncDevices(
    shared.flatMap(({ lockId, details, state }) =>
      state.listed !== undefined && isDescribable(states, lockId, known?.has(lockId) ?? mayHaveAll)
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
