import type { LoadedAccount } from '../accounts/accounts.ts';
import { sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { enqueueCommandJob } from '../jobs/enqueue-command-job.ts';
import type { HandlerOf, JobOf } from '../jobs/jobs.ts';
import { type AccountState, type CommandMark, type LockState, stateOf } from '../locks/account-state.ts';
import { findMark } from '../locks/commands/command-marks.ts';
import { withoutReports } from '../locks/reported.ts';
import { followUp } from '../reporting/follow-up.ts';
import { reportLoaded } from '../reporting/report-states.ts';
import type { CommandStage } from './answering-process.ts';
import type { FinishCommandsDeps } from './deps.ts';
import { sendOffered } from './send-offered.ts';
import { checkLock } from './verify-lock.ts';

type CommandJob = JobOf<'command'>;

/** The process that answers may settle its commands until this long after the latest time to answer. */
const OWNED_MS = 50;
/** From the latest time to answer to the run that takes over. */
const NEXT_RUN_MS = 150;
/** Marks that a slow store has not shown by then will not come: the request was not authorized. */
const MARK_MS = 10_000;
const SLOW_MARK_MS = 3_500;
const SOON_MS = 500;
const LATER_MS = 3_000;
/** Gateways answer within five seconds, mostly. From then on the lock itself is observed. */
const MAX_IN_FLIGHT_MS = 10_000;
/** Between two attempts to follow up: at first, and later. */
const FIRST_FOLLOW_UPS = { everyMs: 3_000, untilMs: 15_000 };
const FOLLOW_UP_MS = 10_000;

/**
 * Creates the job that owns what follows the commands of one request for one lock, whatever becomes of the process that answered:
 * it sends those that were offered, verifies the lock, follows up and reports. It may run twice, and twice at once.
 */
export function createFinishCommands(deps: FinishCommandsDeps): HandlerOf<'command'> {
  const { accounts, clock, config, jobs } = deps;

  return async (job) => {
    const { accountId, lockId, since } = job;
    let loaded = await accounts.load(accountId);
    if (loaded === undefined || sharedLock(loaded.account, loaded.states, lockId) === undefined) return;
    const enqueueNext = (at: number, changes: Partial<CommandJob> = {}) => {
      const { kind: _, ...next } = { ...job, ...changes, round: job.round + 1 };
      return enqueueCommandJob(jobs, at, next);
    };
    const now = clock.now();
    const answerAt = since + config.executeAnswerMs;
    const marks = ownMarks(job, stateOf(loaded.states, lockId));
    if (now < answerAt + OWNED_MS && (marks.length < job.commands.length || marks.some(isUndecided))) {
      return enqueueNext(answerAt + NEXT_RUN_MS);
    }
    if (marks.length === 0) {
      // A slow store may still show them.
      const pauseMs = now < since + SLOW_MARK_MS ? SOON_MS : LATER_MS;
      return now < since + MARK_MS ? enqueueNext(Math.max(now, since) + pauseMs) : undefined;
    }

    const inFlight = marks.find(isUndecided);
    // Its answer may not be stored, and then Google shows something else than was last reported.
    if (inFlight !== undefined && job.observations === undefined)
      await accounts.changeStates(accountId, (states) => withoutReports(states, [lockId]));
    const stage = inFlight && (await waitForEnd(deps, job, inFlight));
    // Even a process that knows nothing any more may have stored the end meanwhile.
    if (inFlight !== undefined) loaded = await accounts.load(accountId);
    if (loaded === undefined) return;
    const sent = await sendOffered(deps, loaded, job);
    const verified = await verify(deps, { ...loaded, states: sent.states }, job, sent.hasSent);
    const followed = await followUps(deps, { ...loaded, states: verified.states }, job);
    const newest = followed.hasSent ? await accounts.load(accountId) : { ...loaded, states: verified.states };
    if (newest !== undefined) await reportLoaded(deps, newest, [lockId]);

    const times = [sent.retryAt, verified.checkAt, followed.retryAt].filter((at) => at !== undefined);
    if (times.length === 0) {
      const keys = job.commands.map(({ key }) => key);
      return newest && deps.activity.recordCommands(newest, lockId, keys);
    }
    const { observations, checkAt } = verified;
    const { commands } = followed;
    await enqueueNext(Math.min(...times), {
      ...{ commands, observations, isVerified: checkAt === undefined },
      ...(checkAt !== undefined && { checkAt }),
      ...(stage === 'unknown' && { isAlone: true }),
    });
  };
}

function ownMarks({ commands }: CommandJob, state: LockState): CommandMark[] {
  return commands.flatMap(({ key }) => findMark(state, key) ?? []);
}

/** True if the process that answered may still send the command, or has sent it and waits. */
function isUndecided({ outcome, handover }: CommandMark): boolean {
  return outcome === undefined && handover === undefined;
}

/**
 * Waits for the end of a command that the process which answered has sent: a request gives it the processor to hear its gateway.
 * Returns `undefined` if it was not asked. Nothing depends on it: without an answer the lock is observed.
 */
async function waitForEnd(
  { answering, clock, logger }: FinishCommandsDeps,
  { accountId, lockId, since, isAlone }: CommandJob,
  { key }: CommandMark,
): Promise<CommandStage | undefined> {
  const isTooLate = clock.now() >= since + MAX_IN_FLIGHT_MS;
  if (answering === undefined || isTooLate || isAlone === true) return undefined;
  let stage = await answering.waitForEnd(key);
  while (stage === 'in-flight' && clock.now() < since + MAX_IN_FLIGHT_MS)
    stage = await answering.waitForEnd(key);
  logger.info('asked the process that answered', { accountId, lockId, stage });
  return stage;
}

/** The result of a verification. */
interface Verification {
  readonly states: AccountState;
  readonly observations: number;
  /** The time of the next check, ms since the epoch; absent if none follows. */
  readonly checkAt?: number;
}

async function verify(
  deps: FinishCommandsDeps,
  loaded: LoadedAccount,
  job: CommandJob,
  isRestarted: boolean,
): Promise<Verification> {
  const { accountId, lockId } = job;
  const { states } = loaded;
  const observations = isRestarted ? 0 : (job.observations ?? 0);
  const lock = sharedLock(loaded.account, states, lockId);
  const isOver =
    lock === undefined || unavailableReason(loaded.account, lock, deps.clock.now()) !== undefined;
  if (isOver || (job.isVerified === true && !isRestarted)) return { states, observations };
  const { executeAnswerMs, verifyAfterMs } = deps.config;
  // A command that was taken over is verified from its own time on.
  const late = ownMarks(job, lock.state)
    .filter(({ at, outcome }) => at > job.since + executeAnswerMs && outcome?.kind !== 'failed')
    .map(({ at }) => at);
  const since = Math.max(job.since, ...late);
  const [first = 0] = verifyAfterMs;
  const notBefore = (isRestarted ? undefined : job.checkAt) ?? since + first;
  const request = { accountId, lockId, because: 'command', since, round: observations } as const;
  const isAwaited = job.commands.some(({ followUpToken }) => followUpToken !== undefined);
  const caller = { isHandedOver: true, isReported: true, isAwaited, notBefore };
  const check = await checkLock(deps, loaded, lock, request, caller);
  return {
    states: check.states,
    observations: check.isCounted ? observations + 1 : observations,
    ...(check.next && { checkAt: check.next.at }),
  };
}

/** The result of the follow-ups of a job. */
interface FollowUps {
  /** The commands of the job, without the tokens of those that need no further follow-up. */
  readonly commands: CommandJob['commands'];
  /** True if Google was sent the states of the lock: the last report is unknown. */
  readonly hasSent: boolean;
  /** When to try again, ms since the epoch. */
  readonly retryAt?: number;
}

async function followUps(
  deps: FinishCommandsDeps,
  loaded: LoadedAccount,
  { accountId, lockId, since, commands }: CommandJob,
): Promise<FollowUps> {
  const left: CommandJob['commands'][number][] = [];
  let hasSent = false;
  for (const command of commands) {
    const { followUpToken, ...rest } = command;
    if (followUpToken === undefined) {
      left.push(command);
      continue;
    }
    const request = { accountId, lockId, followUpToken, commandKey: command.key, since };
    const state = await followUp(deps, loaded, request);
    hasSent ||= state === 'sent';
    left.push(state === 'later' ? command : rest);
  }
  const now = deps.clock.now();
  const pauseMs = now < since + FIRST_FOLLOW_UPS.untilMs ? FIRST_FOLLOW_UPS.everyMs : FOLLOW_UP_MS;
  const isLater = left.some(({ followUpToken }) => followUpToken !== undefined);
  return { commands: left, hasSent, ...(isLater && { retryAt: now + pauseMs }) };
}
