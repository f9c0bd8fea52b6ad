import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import { type AccountState, changeLock, type LockState } from '../../locks/account-state.ts';
import { applyReading, type Reading } from '../../locks/apply-reading.ts';
import { within } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';

/** The longest that a ready answer waits for the store. */
const MAX_STORE_WAIT_MS = 300;

/**
 * Stores readings in one write and resolves with the states that contain them. Never rejects: if the store fails or is slow, the
 * states lack only the changes that others stored meanwhile.
 */
export async function storeReadings(
  { accounts, background, clock, logger }: IntentDeps,
  loaded: LoadedAccount,
  readings: ReadonlyMap<string, Reading>,
): Promise<AccountState> {
  const { account, states } = loaded;
  if (readings.size === 0) return states;
  const change = (before: AccountState) =>
    [...readings].reduce((changed, [lockId, reading]) => {
      const relock = sharedLock(account, changed, lockId)?.relock;
      return relock === undefined
        ? changed
        : changeLock(changed, lockId, (state) =>
            withReadAt(applyReading(state, reading, relock), state, reading),
          );
    }, before);
  const stored = accounts.changeStates(account.id, change, loaded).catch((error: unknown) => {
    logger.warn('could not store readings', { accountId: account.id, error });
    return change(states);
  });
  return within(clock, MAX_STORE_WAIT_MS, background.track(stored), () => change(states));
}

/** Loads the newest states; resolves with the given ones if the store fails or is slow. Never rejects. */
export async function newestStates(
  { accounts, background, clock, logger }: IntentDeps,
  { account, states }: LoadedAccount,
): Promise<AccountState> {
  const read = accounts.load(account.id).then(
    (loaded) => loaded?.states ?? states,
    (error: unknown) => {
      logger.warn('could not reload states', { accountId: account.id, error });
      return states;
    },
  );
  return within(clock, MAX_STORE_WAIT_MS, background.track(read), () => states);
}

/** Records the time of a reading that changed the state, so that polls need not read the lock again. */
function withReadAt(after: LockState, before: LockState, { endedAt }: Reading): LockState {
  return after === before ? after : { ...after, askedAt: endedAt };
}
