import { backOffMs } from '../back-off.ts';
import { CANCELLED, type Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Trace } from '../logs/trace.ts';
import type { CommandOutcome } from './account-state.ts';
import type { Background } from './background.ts';
import { CloudFailureError } from './cloud-failure-error.ts';
import type { EndedCommand } from './command-marks.ts';
import { FAILURE_POLICY } from './failure-policy.ts';
import type { GatewayLanes, LaneKeys } from './gateway-lane.ts';
import type { InLane, LockAction, LockCloud } from './lock-cloud.ts';

/** One authorized command whose mark is stored. */
interface CommandRequest {
  /** The key of its mark. */
  readonly key: string;
  readonly lockId: string;
  readonly action: LockAction;
  readonly lanes: LaneKeys;
  readonly cloud: LockCloud;
  /** It is never sent at or after this time, ms since the epoch. */
  readonly sendBy: number;
  /** As {@link CallOptions.answerBy}. */
  readonly answerBy?: number;
  readonly trace: Trace;
  /**
   * True if the command may still be sent; called in the gateway's lane right before each attempt. Must not reject. After a
   * refusal the command is not tried again.
   */
  readonly maySend: () => boolean | Promise<boolean>;
  /** True if it gives way to a newer command for its lock, unless an attempt is under way. */
  readonly yields?: boolean;
  /** Stores its end. Must not reject. Called once, also for a command that was given up. */
  readonly record: (end: CommandEnd) => Promise<void>;
}

/** The end of a command in this process. */
export interface CommandEnd extends EndedCommand {
  /** True if it certainly was not carried out, and a later attempt might be: its time was over, or its gateway busy. */
  readonly isUnsent: boolean;
}

/** A command that was started. */
export interface RunningCommand {
  /** Resolves with the end. Never rejects. */
  readonly ended: Promise<CommandEnd>;
  /** Resolves when the end is recorded too, or cannot be. Never rejects. */
  readonly recorded: Promise<void>;
  /**
   * Prevents any further attempt from now on. Returns the end; `undefined` if an attempt is under way, which cannot be called
   * back: `ended` resolves with its answer.
   */
  giveUpUnsent(): CommandEnd | undefined;
}

/** A lock command may be sent until this long after its request: it only makes a home safer. */
export const LOCK_SEND_MS = 60_000;

/**
 * Between two attempts: half a second while an unlock may be sent, because a person waits and most operations of other processes
 * end within seconds, then ever longer. Without jitter, because the lanes already keep the commands of this process apart.
 */
const BACK_OFF = { firstMs: 500, maxMs: 16_000 };
const EAGER_ATTEMPTS = 7;
const NOT_SENT: CommandOutcome = { kind: 'failed', reason: 'not-sent' };

/**
 * Runs commands: those for one lock one after another, and one operation at a time per gateway. Retries only after an answer that
 * proves that nothing happened, and never sends after `sendBy`.
 */
export class CommandRunner {
  readonly #clock: Clock;
  readonly #lanes: GatewayLanes;
  readonly #background: Background;
  readonly #logger: Logger;
  readonly #running = new Map<string, RunningCommand>();
  readonly #yielding = new Map<string, { readonly key: string; readonly command: RunningCommand }>();

  constructor(deps: { clock: Clock; lanes: GatewayLanes; background: Background; logger: Logger }) {
    this.#logger = deps.logger;
    this.#clock = deps.clock;
    this.#lanes = deps.lanes;
    this.#background = deps.background;
  }

  /** Returns the command with this key while it runs in this process: a repeated request joins it. */
  find(key: string): RunningCommand | undefined {
    return this.#running.get(key);
  }

  /** Starts a command. */
  run(request: CommandRequest): RunningCommand {
    const giveUp = new AbortController();
    const attempt: Attempt = { isUnderWay: false, sentAt: undefined, gaveUp: false, last: NOT_SENT };
    const whenRecorded = Promise.withResolvers<void>();
    let end: CommandEnd | undefined;
    const finish = async (): Promise<CommandEnd> => {
      end = endOf(await this.#inTurn(request, attempt, giveUp.signal), attempt);
      if (this.#yielding.get(request.lockId)?.command === running) this.#yielding.delete(request.lockId);
      const recorded = this.#background.track(request.record(end));
      void recorded.finally(() => {
        whenRecorded.resolve();
        if (this.#running.get(request.key) === running) this.#running.delete(request.key);
      });
      return end;
    };
    const running: RunningCommand = {
      ended: this.#background.track(finish()),
      recorded: whenRecorded.promise,
      giveUpUnsent: () => {
        attempt.gaveUp = true;
        if (end !== undefined) return end;
        if (attempt.isUnderWay) return undefined;
        giveUp.abort(CANCELLED);
        return endOf({ outcome: attempt.last, isFinal: false }, attempt);
      },
    };
    this.#running.set(request.key, running);
    const yielding = this.#yielding.get(request.lockId);
    // The same command, delivered twice, does not give way to itself.
    if (yielding?.key === request.key) return running;
    yielding?.command.giveUpUnsent();
    if (request.yields === true) this.#yielding.set(request.lockId, { key: request.key, command: running });
    return running;
  }

  /** Waits for earlier commands for the same lock: an older one must not run last. */
  async #inTurn(request: CommandRequest, attempt: Attempt, giveUp: AbortSignal): Promise<Result> {
    const turn = [`commands:${request.lockId}`];
    try {
      return await this.#lanes.run(
        () => turn,
        'command',
        () => this.#send(request, attempt, giveUp),
        giveUp,
      );
    } catch (error) {
      if (giveUp.aborted) return { outcome: attempt.last, isFinal: false };
      throw error;
    }
  }

  async #send(request: CommandRequest, attempt: Attempt, giveUp: AbortSignal): Promise<Result> {
    for (let attempts = 1; ; attempts++) {
      if (attempt.gaveUp || this.#clock.now() >= request.sendBy) break;
      const result = await this.#attempt(request, attempt, giveUp);
      // It was not sent: the result of the previous attempt counts.
      if (result === 'not-sent') break;
      if (result === 'refused') return { outcome: attempt.last, isFinal: true };
      if (result.isFinal) return result;
      attempt.last = result.outcome;
      const pauseMs = backOffMs(BACK_OFF, Math.max(1, attempts - EAGER_ATTEMPTS + 1));
      if (attempt.gaveUp || this.#clock.now() + pauseMs >= request.sendBy) break;
      await this.#clock.delay(pauseMs, giveUp).catch(() => undefined);
    }
    return { outcome: attempt.last, isFinal: false };
  }

  /** Makes one attempt. It holds its gateway while it is under way, not while it waits for anything else. */
  async #attempt(
    { cloud, lockId, action, lanes, sendBy, answerBy, trace, maySend }: CommandRequest,
    attempt: Attempt,
    giveUp: AbortSignal,
  ): Promise<Result | 'not-sent' | 'refused'> {
    let isRefused = false;
    const isLate = () => attempt.gaveUp || this.#clock.now() >= sendBy;
    const sending = async <T>(exchange: () => Promise<T>): Promise<T> => {
      if (isLate()) throw CANCELLED;
      const may = maySend();
      isRefused = may !== true && !(await may);
      // Asking may have taken its time.
      if (isRefused || isLate()) throw CANCELLED;
      attempt.isUnderWay = true;
      attempt.sentAt = this.#clock.now();
      try {
        return await exchange();
      } finally {
        attempt.isUnderWay = false;
      }
    };
    const inLane: InLane = (exchange) => this.#lanes.run(lanes, 'command', () => sending(exchange), giveUp);
    try {
      await cloud.operate(lockId, action, {
        ...{ priority: 'command', sendBy, signal: giveUp, trace, inLane },
        ...(answerBy !== undefined && { answerBy }),
      });
      return { outcome: { kind: 'accepted' }, isFinal: true };
    } catch (error) {
      if (error === CANCELLED) return isRefused ? 'refused' : 'not-sent';
      // After a defect the result is as unknown as after a timeout.
      if (!(error instanceof CloudFailureError)) {
        this.#logger.error('command failed unexpectedly', { lockId, action, error });
        return { outcome: { kind: 'unknown', reason: 'failed' }, isFinal: true };
      }
      const { reason, executed } = error;
      if (executed === 'unknown') return { outcome: { kind: 'unknown', reason }, isFinal: true };
      // `sendBy` passed while the call waited for its turn or a connection.
      const isTooLate = reason === 'timed-out' && isLate();
      if (giveUp.aborted || isTooLate) return 'not-sent';
      return { outcome: { kind: 'failed', reason }, isFinal: !FAILURE_POLICY[reason].retriesSoon };
    }
  }
}

interface Result {
  readonly outcome: CommandOutcome;
  /** False if a later attempt might succeed. */
  readonly isFinal: boolean;
}

interface Attempt {
  /** True between sending and the answer: the command cannot be called back. */
  isUnderWay: boolean;
  sentAt: number | undefined;
  /** True if it must not be sent again, whatever the clock says: it may have been set back to before `sendBy`. */
  gaveUp: boolean;
  /** The outcome of the last attempt, or that there was none. */
  last: CommandOutcome;
}

function endOf({ outcome, isFinal }: Result, { sentAt }: Attempt): CommandEnd {
  return { outcome, sentAt, isUnsent: !isFinal };
}
