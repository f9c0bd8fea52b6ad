import type { LoadedAccount } from '../accounts/accounts.ts';
import type { AccountState, GoogleSyncState } from '../locks/account-state.ts';
import type { ReportingDeps } from './deps.ts';
import { enqueueRequestSyncAt } from './enqueue-request-sync.ts';
import { TryLaterError } from './try-later-error.ts';

type Deps = Pick<ReportingDeps, 'accounts' | 'clock' | 'homeGraph' | 'jobs' | 'logger'>;

/** Request Sync is asked for at most so often because Google lacks a device: a SYNC may not bring it back. */
const PAUSE_MS = 3_600_000;
/** A SYNC that Google was asked for has come by then, unless no Google user has linked the account. */
const SYNC_MS = 60_000;
/** Other devices that are asked for, to tell a missing device from a missing account. */
const MAX_OTHERS = 3;
const NAMES_DEVICE = /\bdevices?\b/i;
const NAMES_ACCOUNT = /\b(agent|user|account)/i;

/**
 * Finds out why Google answered 404 about devices: it lacks them (`devices`), or the account (`account`). By its words, else by other
 * devices, else by a Request Sync. Rejects with {@link TryLaterError} until that is known.
 */
export async function findMissing(
  deps: Deps,
  loaded: LoadedAccount,
  lockIds: readonly string[],
  detail = '',
): Promise<'devices' | 'account'> {
  if (lockIds.length === 0) return 'account';
  if (NAMES_DEVICE.test(detail) && !NAMES_ACCOUNT.test(detail)) return 'devices';
  const others = (loaded.states.google?.devices ?? []).filter((id) => !lockIds.includes(id));
  for (const id of others.slice(0, MAX_OTHERS)) {
    const { outcome } = await deps.homeGraph.query(loaded.account.id, [id]);
    if (outcome === 'ok') return 'devices';
    if (outcome !== 'not-found') throw new TryLaterError('Google does not say which devices it knows');
  }
  // Several devices were asked for one by one.
  return others.length > 0 || lockIds.length > 1 ? 'account' : askForSync(deps, loaded);
}

/** The only device of an account: a SYNC that follows a Request Sync proves that Google knows the account. */
async function askForSync(
  deps: Deps,
  { account: { id: accountId }, states }: LoadedAccount,
): Promise<'devices' | 'account'> {
  const { accounts, clock, homeGraph } = deps;
  const { syncedAt = 0, syncRequestedAt = 0 } = states.google ?? {};
  const ageMs = clock.now() - syncRequestedAt;
  if (ageMs < PAUSE_MS) {
    if (syncedAt > syncRequestedAt) return 'devices';
    if (ageMs >= SYNC_MS) return 'account';
    throw new TryLaterError('Google was asked for a SYNC');
  }
  const { outcome } = await homeGraph.requestSync(accountId);
  if (outcome === 'not-found') return 'account';
  if (outcome === 'ok') {
    await accounts.changeStates(accountId, (before) => withGoogle(before, { syncRequestedAt: clock.now() }));
  }
  throw new TryLaterError('Google was asked for a SYNC');
}

/**
 * Records that Google lacks devices of the last SYNC, so that they are not reported until the next one names them, and asks for that
 * SYNC: once an hour at most.
 */
export async function markMissing(
  { accounts, clock, jobs, logger }: Deps,
  accountId: string,
  lockIds: readonly string[],
): Promise<void> {
  const now = clock.now();
  let requestAt = now;
  const states = await accounts.changeStates(accountId, (before) => {
    const { devices, syncRequestedAt = 0 } = before.google ?? {};
    if (devices?.some((id) => lockIds.includes(id)) === false) return before;
    requestAt = nextRequestAt(syncRequestedAt, now);
    return withGoogle(before, {
      ...(devices && { devices: devices.filter((id) => !lockIds.includes(id)) }),
      syncRequestedAt: requestAt,
    });
  });
  if (states.google?.syncRequestedAt !== requestAt) return;
  logger.warn('Google lacks devices that it was told of: it is asked to sync', { accountId, lockIds });
  await enqueueRequestSyncAt(jobs, requestAt, accountId);
}

/** One that waits serves all. A time further ahead is one of a clock that was set back. */
function nextRequestAt(lastAt: number, now: number): number {
  const isAhead = lastAt > now + PAUSE_MS;
  if (lastAt > now && !isAhead) return lastAt;
  return isAhead ? now : Math.max(now, lastAt + PAUSE_MS);
}

/** Forgets the descriptions that the grants got: the next SYNC tells everything, and all of it is reported again. */
function withGoogle(states: AccountState, changes: Partial<GoogleSyncState>): AccountState {
  const { described: _, ...google } = states.google ?? {};
  return { ...states, google: { ...google, ...changes } };
}
