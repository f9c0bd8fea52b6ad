import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import { type AccountState, changeLock, type LockState } from '../../locks/account-state.ts';
import { applyReading, type Reading } from '../../locks/apply-reading.ts';
import { within } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';

/** How long an answer that is ready waits for the store: to keep what was read, or to tell what is known by now. */
const PATIENCE_MS = 300;

/**
 * Stores what was read, in one write, and answers the states with it. Never rejects: a store that fails, or hesitates, costs only
 * the memory, or what others stored meanwhile.
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
        : changeLock(changed, lockId, (state) => asked(applyReading(state, reading, relock), state, reading));
    }, before);
  const stored = accounts.changeStates(account.id, change, loaded).catch((error: unknown) => {
    logger.warn('could not store readings', { accountId: account.id, error });
    return change(states);
  });
  return within(clock, PATIENCE_MS, background.track(stored), () => change(states));
}

/** The newest states, as far as the store tells them at once; otherwise those that were loaded. Never rejects. */
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
  return within(clock, PATIENCE_MS, background.track(read), () => states);
}

/** Notes with a reading that told something that the lock itself was asked: polls need not, then. */
function asked(after: LockState, before: LockState, { endedAt }: Reading): LockState {
  return after === before ? after : { ...after, askedAt: endedAt };
}
