import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedLock } from '../accounts/shared-lock.ts';
import { enqueueFollowUp } from '../jobs/enqueue-follow-up.ts';
import type { HandlerOf, JobOf } from '../jobs/jobs.ts';
import { type AccountState, changeLock } from '../locks/account-state.ts';
import { findMark } from '../locks/command-marks.ts';
import { withoutReports } from '../locks/reported.ts';
import type { ReportingDeps } from './deps.ts';
import { enqueueReport } from './enqueue-report.ts';
import { type FollowUpOutcome, followUpOutcome } from './follow-up-outcome.ts';
import { handleResult, TryLaterError } from './handle-result.ts';
import type { HomeGraphResult } from './home-graph.ts';
import { canReport } from './reportable-locks.ts';
import { reportableStates } from './reportable-states.ts';

/** Between two attempts to learn the outcome. */
const RETRY_MS = 10_000;
/** The last verification is over by then, and the user no longer waits at the speaker: an outcome unknown now stays unknown. */
const GIVE_UP_MS = 4 * 60_000;

/** Creates the job that tells the speaker how its command ended (/cloud-to-cloud/traits/lockunlock), once, if that is known. */
export function createFollowUp(deps: ReportingDeps): HandlerOf<'follow-up'> {
  const { accounts, clock, logger } = deps;
  return async (job) => {
    const { accountId, lockId } = job;
    const loaded = await accounts.load(accountId);
    if (loaded === undefined || !canReport(loaded)) return;
    const outcome = outcomeOf(loaded, job, clock.now());
    if (outcome === 'sent') return;
    const age = clock.now() - job.since;
    if (outcome === 'pending' && age < GIVE_UP_MS) return retry(deps, job, age);
    if (outcome === 'pending' || outcome === 'unknowable') {
      logger.info('follow-up given up: how the command ended is not known', { accountId, lockId });
      return;
    }
    if (!(await claim(deps, job))) return;
    const result = await send(deps, loaded, job, outcome);
    await accounts.changeStates(accountId, (states) => withoutReports(states, [lockId]));
    await enqueueReport(deps, accountId, [lockId]);
    // Google may have it, so it is not sent again. An answer that it was not taken allows a retry.
    if (result.outcome === 'unavailable' && result.status === undefined) {
      logger.warn('follow-up may not have reached Google', { accountId, lockId, detail: result.detail });
      return;
    }
    try {
      await handleResult(deps, loaded, result, { lockId });
    } catch (error) {
      if (error instanceof TryLaterError) await release(deps, job);
      throw error;
    }
  };
}

function outcomeOf(
  { account, states }: LoadedAccount,
  { lockId, commandKey, since }: JobOf<'follow-up'>,
  now: number,
): FollowUpOutcome | 'sent' {
  const lock = sharedLock(account, states, lockId);
  const mark = lock && findMark(lock.state, commandKey);
  if (lock === undefined || mark === undefined) return 'unknowable';
  return mark.followedUpAt === undefined ? followUpOutcome(lock, mark, since, now) : 'sent';
}

async function retry({ jobs, clock }: ReportingDeps, job: JobOf<'follow-up'>, age: number): Promise<void> {
  await enqueueFollowUp(jobs, clock.now() + RETRY_MS, job, Math.floor(age / RETRY_MS) + 1);
}

/** Marks the follow-up as sent before it is; false if another job did. */
async function claim({ accounts, clock }: ReportingDeps, job: JobOf<'follow-up'>): Promise<boolean> {
  let isOurs = false;
  await accounts.changeStates(job.accountId, (states) => {
    isOurs = false;
    const claimed = changeMark(states, job, (followedUpAt) => {
      isOurs = followedUpAt === undefined;
      return followedUpAt ?? clock.now();
    });
    // The states in the follow-up may reach Google after a newer report: until both are answered, its last report is unknown.
    return isOurs ? withoutReports(claimed, [job.lockId]) : claimed;
  });
  return isOurs;
}

async function release({ accounts }: ReportingDeps, job: JobOf<'follow-up'>): Promise<void> {
  await accounts.changeStates(job.accountId, (states) => changeMark(states, job, () => undefined));
}

function changeMark(
  states: AccountState,
  { lockId, commandKey }: JobOf<'follow-up'>,
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
  { lockId, commandKey, followUpToken }: JobOf<'follow-up'>,
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
