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
import { noteSynced } from './note-synced.ts';
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
  noteSynced(parts, context.authenticated, devices);
  return {
    body: { requestId, payload: { agentUserId: account.id, devices } },
    devices: devices.map(({ id }) => id),
    outcome: typeof listed === 'string' ? `SUCCESS,remembered,${listed}` : 'SUCCESS',
  };
}

/** The states with the cloud's newest list, or why it did not come in time. */
async function listInTime(
  parts: IntentParts,
  context: IntentContext<SyncRequest>,
): Promise<LockStates | FailureReason> {
  const { account } = context.authenticated;
  if (account.credentialsRefusedAt !== undefined) return 'credentials-refused';
  if (sharedIds(account).length === 0) return context.authenticated.states;
  const deadline = startDeadline(parts.clock, context.startedAt + SYNC_DEADLINE_MS);
  const listing = parts.background.track(list(parts, context, openAccountCloud(parts, account)));
  const late = deadline.passed.then((): FailureReason => 'timed-out');
  const result = await context.trace.upstream(() => Promise.race([listing, late]));
  deadline.cancel();
  return result;
}

async function list(
  parts: IntentParts,
  context: IntentContext<SyncRequest>,
  opened: AccountCloud,
): Promise<LockStates | FailureReason> {
  let locks: readonly CloudLock[];
  try {
    locks = await opened.cloud.list({ priority: 'read', trace: context.trace });
  } catch (error) {
    if (!(error instanceof CloudFailure)) throw error;
    opened.note(error.reason);
    return error.reason;
  }
  const states = await rememberList(parts, context, locks);
  learnSlowFacts(parts, context.authenticated, states, opened);
  return states;
}

async function rememberList(
  { accounts, clock, logger }: IntentParts,
  { authenticated }: IntentContext<SyncRequest>,
  locks: readonly CloudLock[],
): Promise<LockStates> {
  const { account, states } = authenticated;
  const change = (before: LockStates) => withList(before, sharedIds(account), locks, clock.now());
  try {
    return await accounts.changeStates(account.id, change, authenticated);
  } catch (error) {
    logger.warn('list of locks not stored', { accountId: account.id, error });
    return change(states);
  }
}
