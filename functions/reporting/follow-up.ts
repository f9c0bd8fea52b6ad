import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedLock } from '../accounts/shared-lock.ts';
import { enqueueFollowUp } from '../jobs/enqueue-follow-up.ts';
import type { HandlerOf, JobOf } from '../jobs/jobs.ts';
import { type AccountState, changeLock } from '../locks/account-state.ts';
import { findMark } from '../locks/commands/command-marks.ts';
import { withoutReports } from '../locks/reported.ts';
import type { ReportingDeps } from './deps.ts';
import { enqueueReport } from './enqueue-report.ts';
import { type FollowUpOutcome, followUpOutcome } from './follow-up-outcome.ts';
import { handleResult } from './handle-result.ts';
import type { HomeGraphResult } from './home-graph.ts';
import { canReport } from './reportable-locks.ts';
import { reportableStates } from './reportable-states.ts';
import { TryLaterError } from './try-later-error.ts';

/** Between two attempts to learn the outcome. */
const RETRY_MS = 10_000;
/** The last verification is over by then, and the user no longer waits at the speaker: an outcome unknown now stays unknown. */
const GIVE_UP_MS = 4 * 60_000;

/** A command whose end Google asked for. */
export type FollowUpRequest = Omit<JobOf<'follow-up'>, 'kind'>;

/** The state of a follow-up. `later`: how the command ended is not known yet, or Google cannot take it now. */
type FollowUpState = 'sent' | 'over' | 'later';

/** Creates the job of a follow-up. Only earlier releases enqueue it: now a command's owner job calls {@link followUp}. */
export function createFollowUp(deps: ReportingDeps): HandlerOf<'follow-up'> {
  const { accounts, clock } = deps;
  return async ({ kind: _, ...request }) => {
    const loaded = await accounts.load(request.accountId);
    if (loaded === undefined) return;
    const state = await followUp(deps, loaded, request, true);
    if (state === 'later') return retry(deps, request, clock.now() - request.since);
    if (state === 'sent') await enqueueReport(deps, request.accountId, [request.lockId]);
  };
}

/**
 * Tells the speaker how a command ended, once, as soon as that is known (/cloud-to-cloud/traits/lockunlock, follow-up response).
 * It sends nothing about an unknown outcome. After `sent` the last report of the lock is unknown: the caller must report it.
 *
 * @param mayBeUnsent true if the process that answered may still send a command without an outcome
 */
export async function followUp(
  deps: ReportingDeps,
  loaded: LoadedAccount,
  request: FollowUpRequest,
  mayBeUnsent = false,
): Promise<FollowUpState> {
  const { accounts, clock, logger } = deps;
  const { accountId, lockId } = request;
  if (!canReport(loaded)) return 'over';
  const outcome = storedOutcome(loaded, request, clock.now(), mayBeUnsent);
  if (outcome === 'sent') return 'over';
  const isOver = clock.now() - request.since >= GIVE_UP_MS;
  if (outcome === 'pending' && !isOver) return 'later';
  if (outcome === 'pending' || outcome === 'unknowable') {
    logger.info('follow-up given up: how the command ended is not known', { accountId, lockId });
    return 'over';
  }
  if (!(await claim(deps, request))) return 'over';
  const result = await send(deps, loaded, request, outcome);
  await accounts.changeStates(accountId, (states) => withoutReports(states, [lockId]));
  // Google may have it, so it is not sent again. An answer that it was not taken allows a retry.
  if (result.outcome === 'unavailable' && result.status === undefined) {
    logger.warn('follow-up may not have reached Google', { accountId, lockId, detail: result.detail });
    return 'sent';
  }
  try {
    await handleResult(deps, loaded, result, [lockId]);
  } catch (error) {
    if (!(error instanceof TryLaterError)) throw error;
    await release(deps, request);
    logger.warn('follow-up failed, it will be retried', { accountId, lockId, error });
    return isOver ? 'sent' : 'later';
  }
  return 'sent';
}

function storedOutcome(
  { account, states }: LoadedAccount,
  { lockId, commandKey, since }: FollowUpRequest,
  now: number,
  mayBeUnsent: boolean,
): FollowUpOutcome | 'sent' {
  const lock = sharedLock(account, states, lockId);
  const mark = lock && findMark(lock.state, commandKey);
  if (lock === undefined || mark === undefined) return 'unknowable';
  return mark.followedUpAt === undefined ? followUpOutcome(lock, mark, { since, now, mayBeUnsent }) : 'sent';
}

async function retry({ jobs, clock }: ReportingDeps, request: FollowUpRequest, age: number): Promise<void> {
  await enqueueFollowUp(jobs, clock.now() + RETRY_MS, request, Math.floor(age / RETRY_MS) + 1);
}

/** Marks the follow-up as sent before it is; false if another job did. */
async function claim({ accounts, clock }: ReportingDeps, request: FollowUpRequest): Promise<boolean> {
  let isOurs = false;
  await accounts.changeStates(request.accountId, (states) => {
    isOurs = false;
    const claimed = changeMark(states, request, (followedUpAt) => {
      isOurs = followedUpAt === undefined;
      return followedUpAt ?? clock.now();
    });
    // The states in the follow-up may reach Google after a newer report: until both are answered, its last report is unknown.
    return isOurs ? withoutReports(claimed, [request.lockId]) : claimed;
  });
  return isOurs;
}

async function release({ accounts }: ReportingDeps, request: FollowUpRequest): Promise<void> {
  await accounts.changeStates(request.accountId, (states) => changeMark(states, request, () => undefined));
}

function changeMark(
  states: AccountState,
  { lockId, commandKey }: FollowUpRequest,
  change: (followedUpAt: number | undefined) => number | undefined,
): AccountState {
  return changeLock(states, lockId, (state) => {
    const mark = findMark(state, commandKey);
    if (mark === undefined) return state;
    const { followedUpAt: before, ...rest } = mark;
    const followedUpAt = change(before);
    if (followedUpAt === before) return state;
    const changed = followedUpAt === undefined ? rest : { ...rest, followedUpAt };
    return { ...state, commands: state.commands.map((each) => (each === mark ? changed : each)) };
  });
}

function send(
  { homeGraph, random, clock }: ReportingDeps,
  { account, states }: LoadedAccount,
  { lockId, commandKey, followUpToken }: FollowUpRequest,
  outcome: Exclude<FollowUpOutcome, string>,
): Promise<HomeGraphResult> {
  const lock = sharedLock(account, states, lockId);
  const current = lock && reportableStates(lock.state, clock.now(), lock.relock);
  const followUpResponse = { ...outcome, followUpToken };
  return homeGraph.report({
    requestId: random.bytes(16).toString('hex'),
    // One per command, so that Google recognizes a repetition.
    eventId: commandKey,
    agentUserId: account.id,
    payload: {
      devices: {
        ...(current !== undefined && { states: { [lockId]: current } }),
        notifications: { [lockId]: { LockUnlock: { priority: 0, followUpResponse } } },
      },
    },
  });
}
