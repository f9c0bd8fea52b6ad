import type { AccountCloud } from '../../accounts/account-cloud.ts';
import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import { quietFrom } from '../../accounts/lock-rules.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import { asShown } from '../../clock.ts';
import { type AccountState, type CommandOutcome, stateOf } from '../../locks/account-state.ts';
import { type CommandEnd, UNSENT } from '../../locks/commands/command-marks.ts';
import type { RunningCommand } from '../../locks/commands/command-runner.ts';
import type { LockAction } from '../../locks/lock-cloud.ts';
import type { Trace } from '../../logs/trace.ts';
import type { IntentDeps } from '../deps.ts';
import type { AuthorizedCommand } from './authorize-commands.ts';
import type { DeviceProgress, Progress } from './settle-commands.ts';

/** A command that is sent later than this after its mark first makes sure that it is the newest for its lock. */
const RECHECK_MS = 300;

/** The commands of one request for one lock. */
interface SequenceRequest {
  readonly authenticated: AuthenticatedAccount;
  /** As they were when the commands were marked. */
  readonly states: AccountState;
  readonly deviceId: string;
  readonly commands: readonly AuthorizedCommand[];
  readonly opened: AccountCloud;
  readonly trace: Trace;
  /** No command is sent at or after this time, ms since the epoch. */
  readonly sendBy: number;
  readonly isCallerStillThere: () => Promise<boolean>;
  /** The end of the time in which an unlock may be sent, ms since the epoch. */
  readonly unlockBy: number;
  /** Resolves when the commands that ended before the answer are stored, or cannot be. */
  readonly settled: Promise<unknown>;
  /** Stores the end of a command that was in flight when the answer left. Must not reject. */
  readonly recordLate: (device: DeviceProgress) => Promise<void>;
}

/** The running commands of one lock. */
interface RunningSequence {
  /** Resolves when all have ended, or one was not accepted. Never rejects. */
  readonly ended: Promise<void>;
  /** Ends the right of this process to send any of them, at once and for good. Returns where each stands. */
  close(): DeviceProgress;
}

/** Runs the commands of one lock one after another, until one is not accepted. */
export function startSequence(deps: IntentDeps, request: SequenceRequest): RunningSequence {
  const { authenticated, states, deviceId, commands, opened } = request;
  const { accounts, runner, clock, gateways, logger, background } = deps;
  const startedAt = asShown(clock, clock.now());
  const own = new Set(commands.map(({ key }) => key));
  const lock = sharedLock(authenticated.account, states, deviceId);
  const quietAt =
    lock === undefined ? Number.NEGATIVE_INFINITY : quietFrom(authenticated.account, lock, clock.now());
  const running = new Map<string, RunningCommand>();
  const ends = new Map<string, CommandEnd>();
  const repeats = new Map<string, CommandOutcome | undefined>();
  /** The keys of the commands in flight when the sequence was closed; `undefined` until then. */
  let inFlight: ReadonlySet<string> | undefined;

  const record = async (key: string, end: CommandEnd): Promise<void> => {
    if (inFlight === undefined || !inFlight.has(key)) {
      await request.settled;
      return;
    }
    const progress: Progress = { kind: 'in-flight' };
    await request.recordLate({
      deviceId,
      commands: commands.map((each) => ({
        ...each,
        progress: each.key === key ? progressOf(end) : progress,
      })),
    });
  };
  /** An unlock is for a caller who waits. A command that has waited itself must not run after a newer one of another process. */
  const maySend = async (key: string, action: LockAction): Promise<boolean> => {
    if (action === 'unlock' && !(await request.isCallerStillThere())) return false;
    return clock.now() - startedAt() < RECHECK_MS || isNewest(key);
  };
  const isNewest = async (key: string): Promise<boolean> => {
    try {
      const loaded = await accounts.load(authenticated.account.id);
      const marks = stateOf(loaded?.states ?? states, deviceId).commands;
      const newer = marks.slice(marks.findIndex((mark) => mark.key === key) + 1);
      // Those of this process wait for this one.
      return newer.every((mark) => runner.find(mark.key) !== undefined || own.has(mark.key));
    } catch (error) {
      logger.warn('could not check for newer commands', { lockId: deviceId, error });
      return false;
    }
  };
  const start = ({ key, action }: AuthorizedCommand): RunningCommand => {
    const { sendBy, unlockBy, trace } = request;
    const started = runner.run({
      ...{ key, action, lockId: deviceId, cloud: opened.cloud, sendBy, trace },
      ...(action === 'unlock' && {
        sendBy: Math.min(sendBy, unlockBy, quietAt),
        answerBy: unlockBy,
        isWanted: request.isCallerStillThere,
      }),
      lanes: gateways.lanesOf(authenticated.account, states, deviceId),
      maySend: () => maySend(key, action),
      record: (end) => record(key, end),
    });
    running.set(key, started);
    return started;
  };
  const joined = async ({ key, repeat }: AuthorizedCommand): Promise<CommandOutcome | undefined> => {
    const end = await runner.find(key)?.ended;
    if (end === undefined) return repeat?.outcome;
    // Another process may send it.
    return end.isUnsent ? undefined : end.outcome;
  };
  const work = async (): Promise<void> => {
    for (const command of commands) {
      if (inFlight !== undefined) return;
      let outcome: CommandOutcome | undefined;
      if (command.repeat === undefined) {
        const end = await start(command).ended;
        ends.set(command.key, end);
        outcome = end.outcome;
        if (outcome.kind !== 'accepted') await opened.reportFailure(outcome.reason);
      } else {
        outcome = await joined(command);
        repeats.set(command.key, outcome);
      }
      if (outcome?.kind !== 'accepted') return;
    }
  };
  const ended = background.track(
    work().catch((error: unknown) =>
      logger.error('command failed unexpectedly', { lockId: deviceId, error }),
    ),
  );

  const stand = (command: AuthorizedCommand): Progress => {
    const { key } = command;
    if (command.repeat !== undefined) return { kind: 'repeat', outcome: repeats.get(key) };
    const started = running.get(key);
    if (started === undefined) return { kind: 'unsent', last: UNSENT };
    const end = ends.get(key) ?? started.giveUpUnsent();
    return end === undefined ? { kind: 'in-flight' } : progressOf(end);
  };
  return {
    ended,
    close() {
      const progress = commands.map((command) => ({ ...command, progress: stand(command) }));
      inFlight = new Set(progress.flatMap((each) => (each.progress.kind === 'in-flight' ? [each.key] : [])));
      return { deviceId, commands: progress };
    },
  };
}

function progressOf({ isUnsent, ...end }: CommandEnd): Progress {
  return isUnsent ? { kind: 'unsent', last: end } : { kind: 'ended', end };
}
