import { isDeepStrictEqual } from 'node:util';
import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import { type AccountState, type GoogleSyncState, withPolling } from '../../locks/account-state.ts';
import { withoutReports } from '../../locks/reported.ts';
import type { IntentDeps } from '../deps.ts';
import { descriptionHash } from './account-devices.ts';
import type { SyncDevice } from './sync-device.ts';

/** While nothing changes a SYNC is noted only so often. */
const RECORD_MS = 60_000;
/**
 * Google asks for the states after SYNC by itself; what it missed of new locks is told then. Earlier it may not know them
 * yet (half a minute: google-home/smart-home-nodejs#382).
 */
const TELL_NEW_MS = 30_000;

/**
 * The states after a SYNC told a grant of these devices; the same object when there is nothing new to note.
 * What was told of locks that Google did not know before is forgotten. Polls that had ended because Google did not know
 * the account, or whose states had expired, begin again; refused credentials would only end them once more.
 */
export function applySync(
  states: AccountState,
  { account, grant }: AuthenticatedAccount,
  told: readonly SyncDevice[],
  now: number,
): AccountState {
  const devices = told.map(({ id }) => id);
  const hash = descriptionHash(told);
  const { google = {} } = states;
  const isKnown =
    google.unlinkedAt === undefined &&
    google.described?.[grant.id] === hash &&
    isDeepStrictEqual(google.devices, devices);
  if (isKnown && now - (google.syncedAt ?? 0) < RECORD_MS) return states;
  const others = Object.entries(google.described ?? {}).filter(([id]) =>
    account.grants.some((each) => each.id === id),
  );
  const noted: GoogleSyncState = {
    syncedAt: now,
    devices,
    described: { ...Object.fromEntries(others), [grant.id]: hash },
  };
  const after = { ...withoutReports(states, unknownDevices(google, noted, grant.id)), google: noted };
  return account.credentialsRefusedAt === undefined ? withPolling(after, now) : after;
}

/** Has locks reported that Google did not know before a SYNC. */
export async function reportNewDevices(
  { jobs, clock, logger }: IntentDeps,
  { account, grant, states: before }: AuthenticatedAccount,
  after: AccountState,
): Promise<void> {
  const accountId = account.id;
  const lockIds =
    after.google === undefined ? [] : unknownDevices(before.google ?? {}, after.google, grant.id);
  if (lockIds.length === 0) return;
  const now = clock.now();
  try {
    await jobs.enqueue(
      { kind: 'report', accountId, lockIds },
      { at: now + TELL_NEW_MS, key: `report-new-${accountId}-${now}` },
    );
  } catch (error) {
    logger.warn('could not enqueue a report of new locks', { accountId, error });
  }
}

/** All of them where the grant, or Google as a whole, did not know the account. */
function unknownDevices(before: GoogleSyncState, after: GoogleSyncState, grantId: string): string[] {
  const knewNothing = before.unlinkedAt !== undefined || before.described?.[grantId] === undefined;
  return (after.devices ?? []).filter((id) => knewNothing || before.devices?.includes(id) !== true);
}
