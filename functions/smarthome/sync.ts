import { CloudFailure, type FailureReason } from '../locks/cloud-failure.ts';
import { withList } from '../locks/listed-lock.ts';
import type { CloudLock } from '../locks/lock-cloud.ts';
import type { LockStates } from '../locks/lock-states.ts';
import { type AccountCloud, openAccountCloud } from './account-cloud.ts';
import { startDeadline } from './deadline.ts';
import { describeAccount } from './describe-account.ts';
import type { SyncDevice } from './device-description.ts';
import { FAILURE_ANSWERS, type GoogleErrorCode } from './google-errors.ts';
import type { IntentAnswer, IntentContext } from './intent-context.ts';
import type { IntentRequest } from './intent-request.ts';
import { learnSlowFacts } from './learn-slow-facts.ts';
import { tellNewDevices, withSync } from './note-synced.ts';
import type { IntentParts } from './parts.ts';
import { sharedIds, sharedLock } from './shared-lock.ts';

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
  parts: IntentParts,
  context: IntentContext<SyncRequest>,
): Promise<IntentAnswer<SyncResponse>> {
  const { account } = context.authenticated;
  const { requestId } = context.request;
  const listed = await listInTime(parts, context);
  const states = typeof listed === 'string' ? context.authenticated.states : listed;
  const shared = sharedIds(account).flatMap((id) => sharedLock(account, states, id) ?? []);
  const remembered = shared.length === 0 || shared.some(({ state }) => state.listed !== undefined);
  if (typeof listed === 'string' && !remembered) {
    const errorCode = FAILURE_ANSWERS[listed].codes.read;
    return { body: { requestId, payload: { errorCode } }, devices: [], outcome: errorCode };
  }
  const devices = describeAccount(account, states);
  if (typeof listed === 'string') noteRemembered(parts, context, devices);
  return {
    body: { requestId, payload: { agentUserId: account.id, devices } },
    devices: devices.map(({ id }) => id),
    outcome: typeof listed === 'string' ? `SUCCESS,remembered,${listed}` : 'SUCCESS',
  };
}

/** Whether the answer still waits for the list: what comes later is told to nobody. */
interface Waiting {
  isOver: boolean;
}

/** The states with the cloud's newest list, or why it did not come in time. */
async function listInTime(
  parts: IntentParts,
  context: IntentContext<SyncRequest>,
): Promise<LockStates | FailureReason> {
  const { account } = context.authenticated;
  if (account.credentialsRefusedAt !== undefined) return 'credentials-refused';
  if (sharedIds(account).length === 0) return rememberList(parts, context, [], { isOver: false });
  const deadline = startDeadline(parts.clock, context.startedAt + SYNC_DEADLINE_MS);
  const waiting: Waiting = { isOver: false };
  const listing = parts.background.track(list(parts, context, openAccountCloud(parts, account), waiting));
  const late = deadline.passed.then((): FailureReason => {
    waiting.isOver = true;
    return 'timed-out';
  });
  const result = await context.trace.upstream(() => Promise.race([listing, late]));
  deadline.cancel();
  return result;
}

async function list(
  parts: IntentParts,
  context: IntentContext<SyncRequest>,
  opened: AccountCloud,
  waiting: Waiting,
): Promise<LockStates | FailureReason> {
  let locks: readonly CloudLock[];
  try {
    locks = await opened.cloud.list({ priority: 'read', trace: context.trace });
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error;
    opened.note(error.reason);
    return error.reason;
  }
  const states = await rememberList(parts, context, locks, waiting);
  learnSlowFacts(parts, context.authenticated, states, opened);
  return states;
}

/** Stores the list, and in the same write that Google was told of it. */
async function rememberList(
  parts: IntentParts,
  { authenticated }: IntentContext<SyncRequest>,
  locks: readonly CloudLock[],
  waiting: Waiting,
): Promise<LockStates> {
  const { accounts, clock, logger } = parts;
  const { account, states } = authenticated;
  const isTold = !waiting.isOver;
  const change = (before: LockStates) => {
    const listed = withList(before, sharedIds(account), locks, clock.now());
    return isTold ? withSync(listed, authenticated, describeAccount(account, listed), clock.now()) : listed;
  };
  try {
    const stored = await accounts.changeStates(account.id, change, authenticated);
    if (isTold) await tellNewDevices(parts, authenticated, stored);
    return stored;
  } catch (error) {
    logger.warn('list of locks not stored', { accountId: account.id, error });
    return change(states);
  }
}

/** Notes behind the answer that Google was told of the locks as they are remembered. */
function noteRemembered(
  parts: IntentParts,
  { authenticated }: IntentContext<SyncRequest>,
  told: readonly SyncDevice[],
): void {
  const { accounts, background, clock, logger } = parts;
  const { account } = authenticated;
  const note = async () => {
    try {
      const change = (before: LockStates) => withSync(before, authenticated, told, clock.now());
      await tellNewDevices(parts, authenticated, await accounts.changeStates(account.id, change));
    } catch (error) {
      logger.warn('SYNC not noted', { accountId: account.id, error });
    }
  };
  void background.track(note());
}
