import type { LoadedAccount } from '../../accounts/accounts.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import { type AccountState, changeLocks, stateOf } from '../../locks/account-state.ts';
import { applyReading, type Reading } from '../../locks/apply-reading.ts';
import { beginsActivity, withActivity } from '../../locks/webhook-coverage.ts';
import { within } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';

type Readings = ReadonlyMap<string, Reading>;

/**
 * Stores readings in one write and resolves with the states that contain them, after `maxMs` at the latest. Never rejects: if the
 * store fails or is slow, the states lack only the changes that others stored meanwhile. Without readings it stores the first question
 * of a day about any of the locks, because their gateways are watched from then on.
 */
export async function storeReadings(
  deps: IntentDeps,
  loaded: LoadedAccount,
  asked: { readonly readings: Readings; readonly lockIds: readonly string[] },
  maxMs: number,
): Promise<AccountState> {
  const { readings, lockIds } = asked;
  const { states } = loaded;
  const isOfQuestion = readings.size === 0;
  if (isOfQuestion && !isFirstQuestion(deps, states, lockIds)) return states;
  const change = isOfQuestion
    ? withQuestion(lockIds, deps.clock.now())
    : withReadings(loaded, readings, false);
  const stored = deps.background.track(write(deps, loaded, change));
  return within(deps.clock, maxMs, stored, () => change(loaded.states));
}

/**
 * Stores a reading that ended after the answer. Its time is stored whatever the lock answered, so that the job that was left for it
 * need not ask again. Never rejects.
 */
export async function storeLateReading(
  deps: IntentDeps,
  loaded: LoadedAccount,
  lockId: string,
  reading: Reading,
): Promise<void> {
  await write(deps, loaded, withReadings(loaded, new Map([[lockId, reading]]), true));
}

/** Loads the newest states; resolves with the given ones if the store fails, or after `maxMs`. Never rejects. */
export async function newestStates(
  { accounts, background, clock, logger }: IntentDeps,
  { account, states }: LoadedAccount,
  maxMs: number,
): Promise<AccountState> {
  const read = accounts.load(account.id).then(
    (loaded) => loaded?.states ?? states,
    (error: unknown) => {
      logger.warn('could not reload states', { accountId: account.id, error });
      return states;
    },
  );
  return within(clock, maxMs, background.track(read), () => states);
}

function write(
  { accounts, logger }: IntentDeps,
  loaded: LoadedAccount,
  change: (states: AccountState) => AccountState,
): Promise<AccountState> {
  const accountId = loaded.account.id;
  return accounts.changeStates(accountId, change, loaded).catch((error: unknown) => {
    logger.warn('could not store readings', { accountId, error });
    return change(loaded.states);
  });
}

/**
 * Returns the change that applies readings. It also records their time, so that polls need not read the lock again; without
 * `always` only where something changed, which saves writes.
 */
function withReadings({ account }: LoadedAccount, readings: Readings, always: boolean) {
  return (before: AccountState): AccountState => {
    const shared = [...readings].filter(([lockId]) => sharedLock(account, before, lockId) !== undefined);
    const lockIds = shared.map(([lockId]) => lockId);
    const read = changeLocks(before, lockIds, (state, lockId) => {
      const relock = sharedLock(account, before, lockId)?.relock;
      const reading = readings.get(lockId);
      if (relock === undefined || reading === undefined) return state;
      const after = applyReading(state, reading, relock);
      if (reading.isOfRecords) return after;
      return after === state && !always ? state : { ...after, askedAt: reading.endedAt };
    });
    return withQuestion(lockIds, Math.max(...shared.map(([, { endedAt }]) => endedAt)))(read);
  };
}

/** True if one of the locks was neither used nor asked about before on this day. */
function isFirstQuestion({ clock }: IntentDeps, states: AccountState, lockIds: readonly string[]): boolean {
  if (states.polling === undefined) return false;
  return lockIds.some((id) => beginsActivity(states, stateOf(states, id), clock.now()));
}

/** Returns the change that stores a question about locks, with its time in ms since the epoch. */
function withQuestion(lockIds: readonly string[], now: number) {
  return (states: AccountState): AccountState =>
    // Before the first poll it is Google that asks, after linking, and not a person.
    states.polling === undefined ? states : withActivity(states, lockIds, now);
}
