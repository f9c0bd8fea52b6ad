import type { AccountCloud } from '../../accounts/account-cloud.ts';
import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import type { AccountState, CommandOutcome } from '../../locks/account-state.ts';
import { UNSENT } from '../../locks/command-marks.ts';
import type { CommandEnd, RunningCommand } from '../../locks/command-runner.ts';
import type { Trace } from '../../logs/trace.ts';
import type { IntentDeps } from '../deps.ts';
import type { AuthorizedCommand } from './authorize-commands.ts';
import type { DeviceProgress, Progress } from './settle-commands.ts';

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
  readonly isCallerGone: () => boolean;
  /** Resolves when the commands that ended before the answer are stored, or cannot be. */
  readonly settled: Promise<unknown>;
  /** Stores the end of a command that was in flight when the answer left. Must not reject. */
  readonly recordLate: (device: DeviceProgress) => Promise<void>;
}

/** The running commands of one lock. */
export interface RunningSequence {
  /** Resolves when all have ended, or one was not accepted. Never rejects. */
  readonly ended: Promise<void>;
  /** Ends the right of this process to send any of them, at once and for good. Returns where each stands. */
  close(): DeviceProgress;
}

/** Runs the commands of one lock one after another, until one is not accepted. */
export function startSequence(deps: IntentDeps, request: SequenceRequest): RunningSequence {
  const { deviceId, commands, opened } = request;
  const { runner, gateways, logger, background } = deps;
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
  const start = ({ key, action }: AuthorizedCommand): RunningCommand => {
    const started = runner.run({
      ...{ key, action, lockId: deviceId, cloud: opened.cloud, sendBy: request.sendBy, trace: request.trace },
      lanes: gateways.lanesOf(request.authenticated.account, request.states, deviceId),
      // An unlock is for the person who waits for its answer.
      maySend: () => action === 'lock' || !request.isCallerGone(),
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
