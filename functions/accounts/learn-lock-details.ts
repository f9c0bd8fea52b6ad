import type { Clock } from '../clock.ts';
import { type AccountState, changeLocks, type LockState } from '../locks/account-state.ts';
import { CloudFailureError } from '../locks/cloud-failure-error.ts';
import { FAILURE_POLICY } from '../locks/failure-policy.ts';
import { withBattery } from '../locks/forecasts/battery-level.ts';
import type { CallOptions } from '../locks/lock-cloud.ts';
import {
  type FetchedLockDetails,
  gatewaysDueAt,
  LOCK_DETAILS_MS,
  type LockGateways,
  readLockDetails,
  readLockGateways,
} from '../locks/lock-details.ts';
import type { Logger } from '../logs/logger.ts';
import { Trace } from '../logs/trace.ts';
import type { Account, AccountLock } from './account.ts';
import type { AccountCloud } from './account-cloud.ts';
import type { Accounts, LoadedAccount } from './accounts.ts';
import { sharedIds, sharedLock } from './shared-lock.ts';

/** More locks than this wait for the next time. */
const MAX_LOCKS = 20;
/** When that is. */
const REST_MS = 60_000;

interface LearnDeps {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Reads the details of an account's locks that are due, after all other calls: first all gateways, because one operation at
 * a time runs in the account until they are known. Never rejects. Returns the time to go on, ms since the epoch: soon if
 * there are many locks, later if gateways were refused; `undefined` if the next SYNC or poll is soon enough.
 */
export async function learnLockDetails(
  deps: LearnDeps,
  loaded: LoadedAccount,
  states: AccountState,
  opened: AccountCloud,
): Promise<number | undefined> {
  const options: CallOptions = { priority: 'background', trace: new Trace('background', deps.clock) };
  try {
    const { account } = loaded;
    const ids = operableIds(account, states);
    const gatewaysDue = await learnGateways(deps, account, ids, opened, options);
    const detailsDue = await learnDetails(deps, loaded, ids, opened, options);
    const due = [gatewaysDue, detailsDue].filter((at) => at !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  } catch (error) {
    deps.logger.error('could not read lock details', { accountId: loaded.account.id, error });
    return undefined;
  }
}

/** Returns the ids of the locks whose details or gateways are to be read now; `now` in ms since the epoch. */
export function lockDetailsDue(account: Account, states: AccountState, now: number): string[] {
  const { locks } = account;
  return operableIds(account, states).filter(
    (id) => areGatewaysDue(locks[id], now) || areDetailsDue(locks[id], now),
  );
}

function operableIds(account: Account, states: AccountState): string[] {
  return sharedIds(account).filter(
    (id) => sharedLock(account, states, id)?.state.listed?.operability === 'operable',
  );
}

function areGatewaysDue(lock: AccountLock | undefined, now: number): boolean {
  return gatewaysDueAt(lock ?? {}, LOCK_DETAILS_MS) <= now;
}

function areDetailsDue(lock: AccountLock | undefined, now: number): boolean {
  return now - (lock?.learnedAt ?? 0) > LOCK_DETAILS_MS;
}

async function learnGateways(
  { accounts, clock }: LearnDeps,
  { id: accountId, locks }: Account,
  ids: readonly string[],
  { cloud }: AccountCloud,
  options: CallOptions,
): Promise<number | undefined> {
  const now = () => clock.now();
  const due = ids.filter((id) => areGatewaysDue(locks[id], now()));
  const learned: Record<string, LockGateways> = {};
  for (const id of due.slice(0, MAX_LOCKS)) {
    const { gateways, refusal } = await readLockGateways(cloud, id, locks[id] ?? {}, now, options);
    learned[id] = gateways;
    if (refusal !== undefined && FAILURE_POLICY[refusal].endsDetails) break;
  }
  if (due.length > 0) await accounts.learn(accountId, learned);
  const isMore = due.length > MAX_LOCKS;
  const again = Object.values(learned)
    .filter(({ gatewaysRefused = 0 }) => gatewaysRefused > 0)
    .map((gateways) => gatewaysDueAt(gateways, LOCK_DETAILS_MS));
  if (isMore) again.push(now() + REST_MS);
  return again.length === 0 ? undefined : Math.min(...again);
}

async function learnDetails(
  { accounts, clock }: LearnDeps,
  loaded: LoadedAccount,
  ids: readonly string[],
  { cloud, reportFailure }: AccountCloud,
  options: CallOptions,
): Promise<number | undefined> {
  const { id: accountId, locks } = loaded.account;
  const now = () => clock.now();
  const due = ids.filter((id) => areDetailsDue(locks[id], now()));
  const learned = new Map<string, FetchedLockDetails>();
  let isEnded = false;
  for (const lockId of due.slice(0, MAX_LOCKS)) {
    try {
      learned.set(lockId, await readLockDetails(cloud, lockId, now, options));
    } catch (error) {
      if (!(error instanceof CloudFailureError)) throw error;
      await reportFailure(error.reason);
      isEnded = FAILURE_POLICY[error.reason].endsDetails;
      if (isEnded) break;
    }
  }
  if (learned.size > 0) {
    // Together: Firestore takes about one write a second of a document.
    await accounts.learn(
      accountId,
      Object.fromEntries([...learned].map(([id, { details }]) => [id, details])),
    );
    await accounts.changeStates(
      accountId,
      (states) =>
        changeLocks(states, learned.keys(), (state, lockId) =>
          withDetails(state, learned.get(lockId), now()),
        ),
      loaded,
    );
  }
  return !isEnded && due.length > MAX_LOCKS ? now() + REST_MS : undefined;
}

function withDetails(state: LockState, fetched: FetchedLockDetails | undefined, now: number): LockState {
  // Without a list the account was deleted meanwhile.
  if (fetched === undefined || state.listed === undefined) return state;
  const { battery, passageMode } = fetched;
  const charged = withBattery(state, battery, now);
  const listed = charged.listed ?? state.listed;
  if (passageMode === undefined || listed.passageMode === passageMode) return charged;
  return { ...charged, listed: { ...listed, passageMode } };
}
