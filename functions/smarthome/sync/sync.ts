import { type AccountCloud, openAccountCloud } from '../../accounts/account-cloud.ts';
import { sharedIds, sharedLock } from '../../accounts/shared-lock.ts';
import type { AccountState } from '../../locks/account-state.ts';
import { CloudFailureError, type FailureReason } from '../../locks/cloud-failure-error.ts';
import { withList } from '../../locks/listed-lock.ts';
import type { CloudLock } from '../../locks/lock-cloud.ts';
import { startDeadline } from '../deadline.ts';
import type { IntentDeps } from '../deps.ts';
import { FAILURE_ANSWERS, type GoogleErrorCode } from '../protocol/error-codes.ts';
import type { IntentAnswer, IntentContext } from '../protocol/intent-context.ts';
import type { IntentRequest } from '../protocol/intent-request.ts';
import { accountDevices } from './account-devices.ts';
import { applySync, reportNewDevices } from './record-sync.ts';
import { refreshLockDetails } from './refresh-lock-details.ts';
import type { SyncDevice } from './sync-device.ts';

/** The answer to SYNC; the second form says that this service cannot tell now (schema `intents/sync`). */
export interface SyncResponse {
  readonly requestId: string;
  readonly payload:
    | { readonly agentUserId: string; readonly devices: readonly SyncDevice[] }
    | { readonly errorCode: GoogleErrorCode };
}

type SyncRequest = Extract<IntentRequest, { intent: 'action.devices.SYNC' }>;

/** Google waits five seconds for SYNC (FAQ on /actions/smarthome). */
const SYNC_DEADLINE_MS = 4500;

/**
 * Answers SYNC with the shared locks that can be operated from afar. An empty answer makes Google forget devices,
 * their rooms and routines; so while the cloud does not list them, they are described as it listed them last.
 */
export async function sync(
  deps: IntentDeps,
  context: IntentContext<SyncRequest>,
): Promise<IntentAnswer<SyncResponse>> {
  const { account } = context.authenticated;
  const { requestId } = context.request;
  const listed = await listInTime(deps, context);
  const states = typeof listed === 'string' ? context.authenticated.states : listed;
  const shared = sharedIds(account).flatMap((id) => sharedLock(account, states, id) ?? []);
  const remembered = shared.length === 0 || shared.some(({ state }) => state.listed !== undefined);
  if (typeof listed === 'string' && !remembered) {
    const errorCode = FAILURE_ANSWERS[listed].codes.read;
    return { body: { requestId, payload: { errorCode } }, devices: [], outcome: errorCode };
  }
  const devices = accountDevices(account, states);
  if (typeof listed === 'string') noteRemembered(deps, context, devices);
  return {
    body: { requestId, payload: { agentUserId: account.id, devices } },
    devices: devices.map(({ id }) => id),
    outcome: typeof listed === 'string' ? `SUCCESS,remembered,${listed}` : 'SUCCESS',
  };
}

/** Whether the answer still waits for the list: what comes later is told to nobody. */
interface PendingList {
  isOver: boolean;
}

/** The states with the cloud's newest list, or why it did not come in time. */
async function listInTime(
  deps: IntentDeps,
  context: IntentContext<SyncRequest>,
): Promise<AccountState | FailureReason> {
  const { account } = context.authenticated;
  if (account.credentialsRefusedAt !== undefined) return 'credentials-refused';
  if (sharedIds(account).length === 0) return rememberList(deps, context, [], { isOver: false });
  const deadline = startDeadline(deps.clock, context.startedAt + SYNC_DEADLINE_MS);
  const waiting: PendingList = { isOver: false };
  const listing = deps.background.track(list(deps, context, openAccountCloud(deps, account), waiting));
  const late = deadline.passed.then((): FailureReason => {
    waiting.isOver = true;
    return 'timed-out';
  });
  const result = await context.trace.upstream(() => Promise.race([listing, late]));
  deadline.cancel();
  return result;
}

async function list(
  deps: IntentDeps,
  context: IntentContext<SyncRequest>,
  opened: AccountCloud,
  waiting: PendingList,
): Promise<AccountState | FailureReason> {
  let locks: readonly CloudLock[];
  try {
    locks = await opened.cloud.list({ priority: 'read', trace: context.trace });
  } catch (error) {
    if (!(error instanceof CloudFailureError)) throw error;
    opened.reportFailure(error.reason);
    return error.reason;
  }
  const states = await rememberList(deps, context, locks, waiting);
  refreshLockDetails(deps, context.authenticated, states, opened);
  return states;
}

/** Stores the list, and in the same write that Google was told of it. */
async function rememberList(
  deps: IntentDeps,
  { authenticated }: IntentContext<SyncRequest>,
  locks: readonly CloudLock[],
  waiting: PendingList,
): Promise<AccountState> {
  const { accounts, clock, logger } = deps;
  const { account, states } = authenticated;
  const isTold = !waiting.isOver;
  const change = (before: AccountState) => {
    const listed = withList(before, sharedIds(account), locks, clock.now());
    return isTold ? applySync(listed, authenticated, accountDevices(account, listed), clock.now()) : listed;
  };
  try {
    const stored = await accounts.changeStates(account.id, change, authenticated);
    if (isTold) await reportNewDevices(deps, authenticated, stored);
    return stored;
  } catch (error) {
    logger.warn('could not store the list of locks', { accountId: account.id, error });
    return change(states);
  }
}

/** Notes behind the answer that Google was told of the locks as they are remembered. */
function noteRemembered(
  deps: IntentDeps,
  { authenticated }: IntentContext<SyncRequest>,
  told: readonly SyncDevice[],
): void {
  const { accounts, background, clock, logger } = deps;
  const { account } = authenticated;
  const note = async () => {
    try {
      const change = (before: AccountState) => applySync(before, authenticated, told, clock.now());
      await reportNewDevices(deps, authenticated, await accounts.changeStates(account.id, change));
    } catch (error) {
      logger.warn('could not record SYNC', { accountId: account.id, error });
    }
  };
  void background.track(note());
}
