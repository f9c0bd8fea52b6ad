import { openAccountCloud } from '../accounts/account-cloud.ts';
import type { LoadedAccount } from '../accounts/accounts.ts';
import { quietFrom, ruleRefusal } from '../accounts/lock-rules.ts';
import { type SharedLock, sharedLock, unavailableReason } from '../accounts/shared-lock.ts';
import { MAX_SKEW_MS } from '../clock.ts';
import type { JobOf } from '../jobs/jobs.ts';
import {
  type AccountState,
  type CommandMark,
  changeLock,
  type LockState,
  stateOf,
} from '../locks/account-state.ts';
import {
  type EndedCommand,
  findMark,
  isOvertaken,
  NOT_ALLOWED,
  UNSENT,
  withOffer,
  withOutcome,
  withTakeover,
} from '../locks/commands/command-marks.ts';
import { LOCK_SEND_MS } from '../locks/commands/command-runner.ts';
import { Trace } from '../logs/trace.ts';
import type { FinishCommandsDeps } from './deps.ts';

type CommandJob = JobOf<'command'>;
type Command = CommandJob['commands'][number];

/** The result of sending what was offered. */
interface SentCommands {
  readonly states: AccountState;
  /** True if this run has sent a command. */
  readonly hasSent: boolean;
  /** When an offered command may be sent whose predecessor has no outcome yet, ms since the epoch. */
  readonly retryAt?: number;
}

/** Between two checks whether the command before it has ended. */
const WAIT_MS = 1000;
/** One run tries for this long, because the jobs of an account wait for each other; the next one follows after a pause. */
const MAX_SEND_MS = 15_000;
const PAUSE_MS = 4_000;

/**
 * Sends the offered commands of a job, one after another, each only if all before it were accepted. One that comes too late, or
 * after a newer command for the lock, is recorded as not sent. At most one process sends a command: it first takes it over by
 * compare-and-set. Rejects if the store fails; a command that was taken over by then is never sent again.
 */
export async function sendOffered(
  deps: FinishCommandsDeps,
  loaded: LoadedAccount,
  job: CommandJob,
): Promise<SentCommands> {
  const { clock } = deps;
  const { lockId } = job;
  const keys = job.commands.map(({ key }) => key);
  let { states } = loaded;
  let hasSent = false;
  /** The obstacle for the next command: an earlier one failed, or has no outcome yet. */
  let obstacle: 'failure' | 'unknown' | undefined;
  for (const command of job.commands) {
    const state = stateOf(states, lockId);
    const mark = findMark(state, command.key);
    if (mark?.handover === 'offered' && mark.outcome === undefined) {
      const sendBy = sendLimit(deps, job, mark);
      const lock = sharedLock(loaded.account, states, lockId);
      const isUnavailable = unavailableReason(loaded.account, lock, clock.now()) !== undefined;
      const isLate = clock.now() >= sendBy || isOvertaken(state, command.key, keys);
      if (lock === undefined || isLate || isUnavailable || obstacle === 'failure') {
        states = await drop(deps, job, command, UNSENT);
      } else if (ruleRefusal(loaded.account, lock, command.action, clock.now()) !== undefined) {
        states = await drop(deps, job, command, NOT_ALLOWED);
      } else if (obstacle === 'unknown') {
        return { states, hasSent, retryAt: Math.min(clock.now() + WAIT_MS, sendBy) };
      } else {
        states = await send(deps, { ...loaded, states }, job, command, { lock, sendBy });
        const isOffered = findMark(stateOf(states, lockId), command.key)?.handover === 'offered';
        if (isOffered) return { states, hasSent, retryAt: Math.min(clock.now() + PAUSE_MS, sendBy) };
        hasSent = true;
      }
    }
    const outcome = findMark(stateOf(states, lockId), command.key)?.outcome;
    if (outcome === undefined) obstacle ??= 'unknown';
    else if (outcome.kind !== 'accepted') obstacle = 'failure';
  }
  return { states, hasSent };
}

/**
 * Returns the end of the time in which a command may be sent, ms since the epoch by this process's clock. If its offer seems to
 * come from the future, this clock is behind by at least so much; and it may have been set back since, and caught up.
 */
function sendLimit({ clock, config }: FinishCommandsDeps, { since }: CommandJob, mark: CommandMark): number {
  // This clock was set back, maybe twice and in a process that is gone: nothing says how long ago the request came.
  if (mark.action === 'unlock' && since > clock.now() + MAX_SKEW_MS) return Number.NEGATIVE_INFINITY;
  const behind = Math.max(0, (mark.handoverAt ?? 0) - clock.now(), clock.setBackSince?.(since) ?? 0);
  return since + (mark.action === 'unlock' ? config.unlockSendMs : LOCK_SEND_MS) - behind;
}

/** Records an offered command as not sent, unless another process has taken it. */
function drop(
  deps: FinishCommandsDeps,
  job: CommandJob,
  { key }: Command,
  end: EndedCommand,
): Promise<AccountState> {
  const now = deps.clock.now();
  return change(deps, job, (state) =>
    findMark(state, key)?.handover === 'offered' ? withOutcome(state, key, end, now) : state,
  );
}

async function send(
  deps: FinishCommandsDeps,
  { account, states }: LoadedAccount,
  job: CommandJob,
  { key, action }: Command,
  { lock, sendBy }: { readonly lock: SharedLock; readonly sendBy: number },
): Promise<AccountState> {
  const { clock, logger, runner } = deps;
  const { accountId, lockId } = job;
  const keys = job.commands.map((each) => each.key);
  let isTaken = false;
  /** True if another run has taken it over. */
  let isElsewhere = false;
  let failure: unknown;
  /** Takes the command over; before a later attempt, makes sure that no newer command has come meanwhile. */
  const maySend = async (): Promise<boolean> => {
    let isOurs = false;
    try {
      await change(deps, job, (state) => {
        const taken = isTaken ? state : withTakeover(state, key, clock.now());
        isElsewhere = !isTaken && findMark(state, key)?.handover !== 'offered';
        isOurs = findMark(taken, key)?.handover === 'taken' && (isTaken || taken !== state);
        if (!isOvertaken(state, key, keys)) return taken;
        isOurs = false;
        return state;
      });
    } catch (error) {
      failure = error;
      return false;
    }
    isTaken ||= isOurs;
    return isOurs;
  };
  const opened = openAccountCloud(deps, account);
  const trace = new Trace('command', clock);
  const { outcome, sentAt, isUnsent } = await runner.run({
    ...{ key, lockId, action, trace, maySend, yields: true },
    sendBy: Math.min(
      sendBy,
      clock.now() + MAX_SEND_MS,
      action === 'unlock' ? quietFrom(account, lock, clock.now()) : Number.POSITIVE_INFINITY,
    ),
    refusedAt: findMark(stateOf(states, lockId), key)?.refusedAt,
    ...(action === 'unlock' && { answerBy: sendBy }),
    cloud: opened.cloud,
    lanes: deps.gateways.lanesOf(account, states, lockId),
    record: () => Promise.resolve(),
  }).ended;
  if (outcome.kind !== 'accepted') await opened.reportFailure(outcome.reason);
  const result = outcome.kind === 'accepted' ? outcome.kind : outcome.reason;
  logger.info('offered command ended', { accountId, lockId, action, result, isTaken });
  if (failure !== undefined) throw failure;
  const expected = isTaken ? 'taken' : 'offered';
  return change(deps, job, (state) => {
    const now = clock.now();
    if (isElsewhere || findMark(state, key)?.handover !== expected) return state;
    const mayRetry = isUnsent && now < sendBy && !isOvertaken(state, key, keys);
    if (!mayRetry) return withOutcome(state, key, { outcome, sentAt }, now);
    return isTaken ? withOffer(state, key, now, { from: 'taken', refusedAt: sentAt }) : state;
  });
}

/** Changes the state of the job's lock. The job reports the lock itself. */
function change(
  { accounts }: FinishCommandsDeps,
  { accountId, lockId }: CommandJob,
  apply: (state: LockState) => LockState,
): Promise<AccountState> {
  return accounts.changeStates(accountId, (states) => changeLock(states, lockId, apply), undefined, {
    isReported: true,
  });
}
