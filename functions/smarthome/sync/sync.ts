import { type AccountCloud, openAccountCloud } from '../../accounts/account-cloud.ts';
import { isRefused } from '../../accounts/credentials/credential-refusal.ts';
import { sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { CloudFailureError, type FailureReason } from '../../locks/cloud-failure-error.ts';
import { withList, withListedAt } from '../../locks/listed-lock.ts';
import type { CloudLock } from '../../locks/lock-cloud.ts';
import { startDeadline, within } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import { FAILURE_ANSWERS, type GoogleErrorCode } from '../protocol/error-codes.ts';
import type { IntentAnswer, IntentContext } from '../protocol/intent-context.ts';
import type { IntentRequest } from '../protocol/intent-request.ts';
import { accountDevices } from './account-devices.ts';
import { enqueueDueDetails } from './enqueue-due-details.ts';
import { applySync, reportNewDevices } from './record-sync.ts';
import type { SharedLists } from './shared-lists.ts';
import type { SyncDevice } from './sync-device.ts';

/** The answer to SYNC; the second form says that the devices are not known now (schema `intents/sync`). */
export interface SyncResponse {
  readonly requestId: string;
  readonly payload:
    | { readonly agentUserId: string; readonly devices: readonly SyncDevice[] }
    | { readonly errorCode: GoogleErrorCode };
}

/** The dependencies of SYNC. */
export interface SyncDeps extends IntentDeps {
  readonly lists: SharedLists;
}

type SyncRequest = Extract<IntentRequest, { intent: 'action.devices.SYNC' }>;

/** Google waits five seconds for SYNC (FAQ on /actions/smarthome). */
const SYNC_DEADLINE_MS = 4300;
/** The longest that a ready answer waits for its record and jobs. */
const MAX_RECORD_MS = 500;

/** Answers SYNC with the operable shared locks, or the last list: an empty answer makes Google forget devices and routines. */
export async function sync(
  deps: SyncDeps,
  context: IntentContext<SyncRequest>,
): Promise<IntentAnswer<SyncResponse>> {
  const { account } = context.authenticated;
  const { requestId } = context.request;
  const listed = await listInTime(deps, context);
  const states = typeof listed === 'string' ? context.authenticated.states : listed;
  const shared = sharedIds(account).flatMap((id) => sharedLock(account, states, id) ?? []);
  const hasLastList = shared.length === 0 || shared.some(({ state }) => state.listed !== undefined);
  if (typeof listed === 'string' && !hasLastList) {
    const errorCode = FAILURE_ANSWERS[listed].codes.read;
    const outcome = `${errorCode},${listed}`;
    return { body: { requestId, payload: { errorCode } }, devices: [], outcome, results: { [errorCode]: 1 } };
  }
  const devices = accountDevices(account, states, context.startedAt);
  if (typeof listed === 'string') await recordLastList(deps, context, devices);
  return {
    body: { requestId, payload: { agentUserId: account.id, devices } },
    devices: devices.map(({ id }) => id),
    outcome: typeof listed === 'string' ? `SUCCESS,remembered,${listed}` : 'SUCCESS',
    results: { SUCCESS: 1 },
  };
}

/** A list that the answer waits for; it is late when the answer has left without it. */
interface PendingList {
  isLate: boolean;
}

/** Returns the states with the newest list, or the reason why there is none. */
async function listInTime(
  deps: SyncDeps,
  context: IntentContext<SyncRequest>,
): Promise<AccountState | FailureReason> {
  const { account } = context.authenticated;
  if (isRefused(account, context.startedAt)) return 'credentials-refused';
  const deadline = startDeadline(deps.clock, context.startedAt + SYNC_DEADLINE_MS);
  const waiting: PendingList = { isLate: false };
  const listing = deps.background.track(
    sharedIds(account).length === 0
      ? storeList(deps, context, [], waiting)
      : list(deps, context, openAccountCloud(deps, account), waiting),
  );
  const late = deadline.passed.then((): FailureReason => {
    waiting.isLate = true;
    return 'timed-out';
  });
  const result = await context.trace.upstream(() => Promise.race([listing, late]));
  deadline.cancel();
  return result;
}

async function list(
  deps: SyncDeps,
  context: IntentContext<SyncRequest>,
  opened: AccountCloud,
  waiting: PendingList,
): Promise<AccountState | FailureReason> {
  let locks: readonly CloudLock[];
  try {
    const { trace, authenticated } = context;
    locks = await deps.lists.take(authenticated.account.id, () =>
      opened.cloud.list({ priority: 'read', trace }),
    );
  } catch (error) {
    if (!(error instanceof CloudFailureError)) throw error;
    await opened.reportFailure(error.reason);
    return error.reason;
  }
  return storeList(deps, context, locks, waiting);
}

/** Stores the list and the SYNC that is answered with it in one write, then the jobs that follow. */
async function storeList(
  deps: IntentDeps,
  { authenticated }: IntentContext<SyncRequest>,
  locks: readonly CloudLock[],
  waiting: PendingList,
): Promise<AccountState> {
  const { accounts, background, clock, logger } = deps;
  const { account, states } = authenticated;
  const isInTime = !waiting.isLate;
  const change = (before: AccountState) => {
    const now = clock.now();
    const listed = withListedAt(withList(before, sharedIds(account), locks, now), now);
    return isInTime ? applySync(listed, authenticated, accountDevices(account, listed, now), now) : listed;
  };
  try {
    const stored = await accounts.changeStates(account.id, change, authenticated);
    const jobs = [enqueueDueDetails(deps, account, stored)];
    if (isInTime) jobs.push(reportNewDevices(deps, authenticated, stored));
    await within(clock, MAX_RECORD_MS, background.track(Promise.all(jobs)), () => undefined);
    return stored;
  } catch (error) {
    logger.warn('could not store the list of locks', { accountId: account.id, error });
    return change(states);
  }
}

/** Records that a SYNC is answered with the last list. Never rejects; the next SYNC or list records what the store takes too late. */
async function recordLastList(
  deps: IntentDeps,
  { authenticated }: IntentContext<SyncRequest>,
  devices: readonly SyncDevice[],
): Promise<void> {
  const { accounts, background, clock, logger } = deps;
  const { account } = authenticated;
  const record = async () => {
    try {
      const change = (before: AccountState) => applySync(before, authenticated, devices, clock.now());
      await reportNewDevices(deps, authenticated, await accounts.changeStates(account.id, change));
    } catch (error) {
      logger.warn('could not record SYNC', { accountId: account.id, error });
    }
  };
  await within(clock, MAX_RECORD_MS, background.track(record()), () => undefined);
}
