import type { AccountCloud } from '../../accounts/account-cloud.ts';
import type { AuthenticatedAccount } from '../../accounts/accounts.ts';
import { sharedLock } from '../../accounts/shared-lock.ts';
import { type AccountState, changeLock } from '../../locks/account-state.ts';
import { clampFutureTimestamps } from '../../locks/clamp-timestamps.ts';
import { type EndedCommand, withOutcome } from '../../locks/command-marks.ts';
import type { CommandRequest, RunningCommand } from '../../locks/command-runner.ts';
import type { Trace } from '../../logs/trace.ts';
import type { IntentDeps } from '../deps.ts';
import type { AuthorizedCommand } from './authorize-commands.ts';
import { type DeviceResult, failureResult, pendingResult, successResult } from './command-result.ts';
import { letAnswerGoFirst, storeOutcomes, storeUnsent } from './store-outcomes.ts';

/** The commands of one request for one lock. */
interface SequenceRequest {
  readonly authenticated: AuthenticatedAccount;
  /** As they were when the commands were marked. */
  readonly states: AccountState;
  readonly deviceId: string;
  readonly commands: readonly AuthorizedCommand[];
  readonly opened: AccountCloud;
  readonly trace: Trace;
  /** When the request arrived, and when its answer must leave, ms since the epoch. */
  readonly startedAt: number;
  readonly deadlineAt: number;
}

/** The running commands of one lock. */
export interface RunningSequence {
  readonly ended: Promise<DeviceResult>;
  /** Returns the result at the deadline, and gives up an unlock that was not sent by then. */
  resultNow(): Promise<DeviceResult>;
}

/** A lock command may be sent until this long after its request. */
const LOCK_SEND_MS = 60_000;
/** An unlock must be sent this long before the deadline, so that the answer knows if it was not. */
const UNLOCK_MARGIN_MS = 100;

/** Runs the commands of one lock one after another, until one is not accepted. */
export function startSequence(deps: IntentDeps, request: SequenceRequest): RunningSequence {
  const { authenticated, deviceId, commands, opened } = request;
  const { account } = authenticated;
  const { clock, runner } = deps;
  let { states } = request;
  let current: { command: AuthorizedCommand; running: RunningCommand; isLast: boolean } | undefined;

  const success = (): DeviceResult => {
    const lock = sharedLock(account, states, deviceId);
    return lock === undefined ? pendingResult(deviceId) : successResult(lock, clock.now());
  };
  const assume = (key: string, ended: EndedCommand) => {
    const now = clock.now();
    // The clock may have been set back since the mark.
    states = changeLock(clampFutureTimestamps(states, now), deviceId, (state) =>
      withOutcome(state, key, ended, now),
    );
  };
  const start = (command: AuthorizedCommand): RunningCommand =>
    runner.run({
      ...sendable(deps, request, command),
      record: async (ended) => {
        assume(command.key, ended);
        await letAnswerGoFirst();
        await storeOutcomes(deps, authenticated, [{ lockId: deviceId, key: command.key, ended }]);
      },
    });

  const work = async (): Promise<DeviceResult> => {
    for (const [index, command] of commands.entries()) {
      const running = command.repeat === undefined ? start(command) : runner.find(command.key);
      current = running && { command, running, isLast: index === commands.length - 1 };
      const outcome = running === undefined ? command.repeat?.outcome : await running.ended;
      if (outcome === undefined) return pendingResult(deviceId);
      if (outcome.kind === 'accepted') {
        // Another request may have run it: then the states of this request lack its outcome.
        assume(command.key, { outcome, sentAt: undefined });
        continue;
      }
      opened.reportFailure(outcome.reason);
      await storeUnsent(deps, authenticated, [{ deviceId, authorized: commands.slice(index + 1) }]);
      return failureResult(deviceId, command.action, outcome);
    }
    return success();
  };
  const ended = deps.background.track(work());

  return {
    ended,
    async resultNow() {
      if (current === undefined) return pendingResult(deviceId);
      const { command, running, isLast } = current;
      if (command.action === 'unlock') await running.cancelUnsent();
      const outcome = running.outcome();
      if (outcome === undefined) return pendingResult(deviceId);
      if (outcome.kind !== 'accepted') return failureResult(deviceId, command.action, outcome);
      return isLast ? success() : pendingResult(deviceId);
    },
  };
}

function sendable(
  { gateways }: IntentDeps,
  { authenticated, states, deviceId, opened, trace, startedAt, deadlineAt }: SequenceRequest,
  { key, action }: AuthorizedCommand,
): Omit<CommandRequest, 'record'> {
  const lanes = gateways.lanesOf(authenticated.account, states, deviceId);
  const sendBy = action === 'unlock' ? deadlineAt - UNLOCK_MARGIN_MS : startedAt + LOCK_SEND_MS;
  return { key, lockId: deviceId, action, lanes, cloud: opened.cloud, sendBy, trace };
}
