import { isDeepStrictEqual } from 'node:util';
import type { Account, GoogleSide } from '../accounts/account.ts';
import type { AuthenticatedAccount } from '../accounts/accounts.ts';
import { withoutReports } from '../locks/reported.ts';
import { descriptionHash } from './describe-account.ts';
import type { SyncDevice } from './device-description.ts';
import type { IntentParts } from './parts.ts';

/** While nothing changes a SYNC is noted only so often. */
const NOTE_MS = 60_000;
/**
 * Google asks for the states after SYNC by itself; what it missed of new locks is told then. Earlier it may not know them
 * yet (half a minute: google-home/smart-home-nodejs#382).
 */
const TELL_NEW_MS = 30_000;

/** Notes behind the answer what SYNC tells this grant, and has locks reported that Google did not know before. */
export function noteSynced(
  parts: IntentParts,
  { account, grant }: AuthenticatedAccount,
  devices: readonly SyncDevice[],
): void {
  const now = parts.clock.now();
  const ids = devices.map(({ id }) => id);
  const described = descriptionHash(devices);
  const { google = {} } = account;
  const isKnown =
    google.unlinkedAt === undefined &&
    google.described?.[grant.id] === described &&
    isDeepStrictEqual(google.devices, ids);
  if (isKnown && now - (google.syncedAt ?? 0) < NOTE_MS) return;
  const forgot = google.unlinkedAt !== undefined || google.described?.[grant.id] === undefined;
  const unknown = ids.filter((id) => forgot || google.devices?.includes(id) !== true);
  const note = async () => {
    try {
      await parts.accounts.change(account.id, (before) => ({
        ...before,
        google: synced(before, now, ids, grant.id, described),
      }));
      if (unknown.length === 0) return;
      await parts.accounts.changeStates(account.id, (states) => withoutReports(states, unknown));
      await parts.jobs.enqueue(
        { kind: 'report', accountId: account.id, lockIds: unknown },
        { at: now + TELL_NEW_MS, key: `report-new-${account.id}-${now}` },
      );
    } catch (error) {
      parts.logger.warn('SYNC not noted', { accountId: account.id, error });
    }
  };
  void parts.background.track(note());
}

function synced(
  { google, grants }: Account,
  syncedAt: number,
  devices: readonly string[],
  grantId: string,
  hash: string,
): GoogleSide {
  const others = Object.entries(google?.described ?? {}).filter(([id]) =>
    grants.some((each) => each.id === id),
  );
  return { syncedAt, devices, described: { ...Object.fromEntries(others), [grantId]: hash } };
}
