import { isDeepStrictEqual } from 'node:util';
import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import { type AccountState, type GoogleSyncState, withPolling } from '../../locks/account-state.ts';
import { withoutReports } from '../../locks/reported.ts';
import type { IntentDeps } from '../deps.ts';
import { descriptionHash } from './account-devices.ts';
import type { SyncDevice } from './sync-device.ts';

/** Minimum interval between two records of unchanged SYNCs. */
const RECORD_MS = 60_000;
/** After SYNC; earlier Google may not know new locks (google-home/smart-home-nodejs#382). It queries them itself meanwhile. */
const REPORT_NEW_MS = 30_000;

/**
 * Returns the states after a SYNC of a grant; the same object if nothing is to be recorded. Removes the reports of new
 * locks. Resumes polling that ended because Google did not know the account or the states expired.
 */
export function applySync(
  states: AccountState,
  { account, grant }: AuthenticatedAccount,
  described: readonly SyncDevice[],
  now: number,
): AccountState {
  const devices = described.map(({ id }) => id);
  const hash = descriptionHash(described);
  const { google = {} } = states;
  const isKnown =
    google.unlinkedAt === undefined &&
    google.described?.[grant.id] === hash &&
    isDeepStrictEqual(google.devices, devices);
  if (isKnown && now - (google.syncedAt ?? 0) < RECORD_MS) return states;
  const others = Object.entries(google.described ?? {}).filter(([id]) =>
    account.grants.some((each) => each.id === id),
  );
  const recorded: GoogleSyncState = {
    syncedAt: now,
    ...(google.auditedAt !== undefined && { auditedAt: google.auditedAt }),
    ...(google.syncRequestedAt !== undefined && { syncRequestedAt: google.syncRequestedAt }),
    devices,
    described: { ...Object.fromEntries(others), [grant.id]: hash },
  };
  const after = { ...withoutReports(states, unknownDevices(google, recorded, grant.id)), google: recorded };
  return withPolling(after, now);
}

/** Enqueues a report of the locks that Google did not know before a SYNC. Never rejects. */
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
      { at: now + REPORT_NEW_MS, key: `report-new-${accountId}-${now}` },
    );
  } catch (error) {
    logger.warn('could not enqueue a report of new locks', { accountId, error });
  }
}

/** All devices, if this is the first SYNC of the grant or Google did not know the account. */
function unknownDevices(before: GoogleSyncState, after: GoogleSyncState, grantId: string): string[] {
  const knewNothing = before.unlinkedAt !== undefined || before.described?.[grantId] === undefined;
  return (after.devices ?? []).filter((id) => knewNothing || before.devices?.includes(id) !== true);
}
