import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedLock } from '../accounts/shared-lock.ts';
import { enqueueFollowUp } from '../jobs/enqueue-follow-up.ts';
import type { HandlerOf, JobOf } from '../jobs/jobs.ts';
import { type AccountState, changeLock } from '../locks/account-state.ts';
import { findMark } from '../locks/command-marks.ts';
import { withoutReports } from '../locks/reported.ts';
import { type FollowUpOutcome, followUpOutcome } from './command-outcome.ts';
import type { ReportingDeps } from './deps.ts';
import { enqueueReport } from './enqueue-report.ts';
import { handleResult, TryLaterError } from './handle-result.ts';
import type { HomeGraphAnswer } from './home-graph.ts';
import { canReport } from './reportable-locks.ts';
import { reportableStates } from './reportable-states.ts';

/** How often it is looked whether the outcome is known by now. */
const LOOK_MS = 10_000;
/** The last verification was made by then: what is not known yet stays so, and nobody waits at the speaker any more. */
const GIVE_UP_MS = 4 * 60_000;

/**
 * Tells the speaker that asked how its command ended, once, as soon as that is known
 * (/cloud-to-cloud/traits/lockunlock, follow-up response). An outcome that nobody knows is not told.
 */
export function createFollowUp(deps: ReportingDeps): HandlerOf<'follow-up'> {
  const { accounts, clock, logger } = deps;
  return async (job) => {
    const { accountId, lockId } = job;
    const loaded = await accounts.load(accountId);
    if (loaded === undefined || !canReport(loaded)) return;
    const end = endOf(loaded, job, clock.now());
    if (end === 'told') return;
    const age = clock.now() - job.since;
    if (end === 'open' && age < GIVE_UP_MS) return lookAgain(deps, job, age);
    if (end === 'open' || end === 'unknowable') {
      logger.info('follow-up given up: how the command ended is not known', { accountId, lockId });
      return;
    }
    if (!(await claim(deps, job))) return;
    const answer = await send(deps, loaded, job, end);
    await accounts.changeStates(accountId, (states) => withoutReports(states, [lockId]));
    await enqueueReport(deps, accountId, [lockId]);
    // Told, or maybe told: not again. What Google says it did not take may be told again.
    if (answer.outcome === 'unavailable' && answer.status === undefined) {
      logger.warn('follow-up may not have reached Google', { accountId, lockId, detail: answer.detail });
      return;
    }
    try {
      await handleResult(deps, loaded, answer, { lockId });
    } catch (error) {
      if (error instanceof TryLaterError) await release(deps, job);
      throw error;
    }
  };
}

function endOf(
  { account, states }: LoadedAccount,
  { lockId, commandKey, since }: JobOf<'follow-up'>,
  now: number,
): FollowUpOutcome | 'told' {
  const lock = sharedLock(account, states, lockId);
  const mark = lock && findMark(lock.state, commandKey);
  if (lock === undefined || mark === undefined) return 'unknowable';
  return mark.followedUpAt === undefined ? followUpOutcome(lock, mark, since, now) : 'told';
}

async function lookAgain(
  { jobs, clock }: ReportingDeps,
  job: JobOf<'follow-up'>,
  age: number,
): Promise<void> {
  await enqueueFollowUp(jobs, clock.now() + LOOK_MS, job, Math.floor(age / LOOK_MS) + 1);
}

/** Whether this is the one who tells. */
async function claim({ accounts, clock }: ReportingDeps, job: JobOf<'follow-up'>): Promise<boolean> {
  let mine = false;
  await accounts.changeStates(job.accountId, (states) => {
    mine = false;
    const claimed = changeMark(states, job, (followedUpAt) => {
      mine = followedUpAt === undefined;
      return followedUpAt ?? clock.now();
    });
    // The states that go with it may arrive after a newer report: until it is over nobody knows what Google has been told.
    return mine ? withoutReports(claimed, [job.lockId]) : claimed;
  });
  return mine;
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
  end: Exclude<FollowUpOutcome, string>,
): Promise<HomeGraphAnswer> {
  const lock = sharedLock(account, states, lockId);
  const current = lock && reportableStates(lock.state, clock.now(), lock.relock);
  const followUpResponse = { ...end, followUpToken };
  return homeGraph.report({
    requestId: random.bytes(16).toString('hex'),
    // The same for the same command, so that Google can tell a repetition.
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
