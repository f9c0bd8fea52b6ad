import { backOffMs } from '../../back-off.ts';
import { asShown, CANCELLED, type Clock } from '../../clock.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Trace } from '../../logs/trace.ts';
import type { Background } from '../background.ts';
import { CloudFailureError } from '../cloud-failure-error.ts';
import { FAILURE_POLICY } from '../failure-policy.ts';
import type { GatewayLanes, LaneKeys } from '../gateway-lane.ts';
import type { InLane, LockAction, LockCloud } from '../lock-cloud.ts';
import { ACCEPTED, type Attempt, endOf, lastOf, NEW_ATTEMPT, type Result } from './attempt.ts';
import type { CommandEnd } from './command-marks.ts';
import { findUnlock } from './find-unlock.ts';

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
  /** Asked again once a connection is open, if one had to be opened. Must not reject. */
  readonly isWanted?: (() => Promise<boolean>) | undefined;
  /** When another process sent it and was refused, ms since the epoch. */
  readonly refusedAt?: number | undefined;
  /** True if it gives way to a newer command for its lock, unless an attempt is under way. */
  readonly yields?: boolean;
  /** Stores its end. Must not reject. Called once, also for a command that was given up. */
  readonly record: (end: CommandEnd) => Promise<void>;
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

/** Between two attempts: half a second while an unlock may be sent, then ever longer. Without jitter: the lanes keep commands apart. */
const BACK_OFF = { firstMs: 500, maxMs: 16_000 };
const EAGER_ATTEMPTS = 7;

interface RunnerDeps {
  readonly clock: Clock;
  readonly lanes: GatewayLanes;
  readonly background: Background;
  readonly logger: Logger;
}

/**
 * Runs commands: those for one lock one after another, and one operation at a time per gateway. Retries only after a refusal, an
 * unlock not before it was looked whether it was carried out all the same, and never sends after `sendBy`.
 */
export class CommandRunner {
  readonly #deps: RunnerDeps;
  readonly #running = new Map<string, RunningCommand>();
  readonly #yielding = new Map<string, { readonly key: string; readonly command: RunningCommand }>();

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
  }

  /** Returns the command with this key while it runs in this process: a repeated request joins it. */
  find(key: string): RunningCommand | undefined {
    return this.#running.get(key);
  }

  /** Starts a command. */
  run(request: CommandRequest): RunningCommand {
    const giveUp = new AbortController();
    const sendBy = asShown(this.#deps.clock, request.sendBy);
    const attempt: Attempt = { ...NEW_ATTEMPT, refusedAt: request.refusedAt, sendBy };
    const whenRecorded = Promise.withResolvers<void>();
    let end: CommandEnd | undefined;
    const finish = async (): Promise<CommandEnd> => {
      end = endOf(await this.#inTurn(request, attempt, giveUp.signal), attempt);
      if (this.#yielding.get(request.lockId)?.command === running) this.#yielding.delete(request.lockId);
      const recorded = this.#deps.background.track(request.record(end));
      void recorded.finally(() => {
        whenRecorded.resolve();
        if (this.#running.get(request.key) === running) this.#running.delete(request.key);
      });
      return end;
    };
    const running: RunningCommand = {
      ended: this.#deps.background.track(finish()),
      recorded: whenRecorded.promise,
      giveUpUnsent: () => {
        attempt.gaveUp = true;
        if (end !== undefined) return end;
        if (attempt.isUnderWay) return undefined;
        giveUp.abort(CANCELLED);
        return endOf(lastOf(attempt), attempt);
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
    const send = () => this.#send(request, attempt, giveUp);
    try {
      return await this.#deps.lanes.run(() => turn, 'command', send, giveUp);
    } catch (error) {
      if (giveUp.aborted) return lastOf(attempt);
      throw error;
    }
  }

  async #send(request: CommandRequest, attempt: Attempt, giveUp: AbortSignal): Promise<Result> {
    let found = await this.#find(request, attempt, giveUp);
    for (let attempts = 1; ; attempts++) {
      if (found === 'moved') return ACCEPTED;
      if (attempt.gaveUp || this.#deps.clock.now() >= attempt.sendBy()) break;
      if (found === 'not-moved') {
        const result = await this.#attempt(request, attempt, giveUp);
        // It was not sent: the result of the previous attempt counts.
        if (result === 'not-sent') break;
        if (result === 'refused') return { outcome: attempt.last, isFinal: true };
        if (result.isFinal) return result;
        attempt.last = result.outcome;
      }
      const pauseMs = backOffMs(BACK_OFF, Math.max(1, attempts - EAGER_ATTEMPTS + 1));
      if (attempt.gaveUp || this.#deps.clock.now() + pauseMs >= attempt.sendBy()) break;
      const pause = this.#deps.clock.delay(pauseMs, giveUp).catch(() => undefined);
      [found] = await Promise.all([this.#find(request, attempt, giveUp), pause]);
    }
    return lastOf(attempt);
  }

  /** Finds out if a command that was refused was carried out all the same. */
  #find(request: CommandRequest, { refusedAt }: Attempt, signal: AbortSignal, asksLock = false) {
    if (request.action === 'lock' || refusedAt === undefined) return 'not-moved';
    const inLane: InLane = (exchange) => this.#deps.lanes.run(request.lanes, 'command', exchange, signal);
    return findUnlock(this.#deps.clock, { ...request, refusedAt, signal, inLane, asksLock });
  }

  /** Makes one attempt. It holds its gateway while it is under way, not while it waits for anything else. */
  async #attempt(
    request: CommandRequest,
    attempt: Attempt,
    giveUp: AbortSignal,
  ): Promise<Result | 'not-sent' | 'refused'> {
    const { cloud, lockId, action, lanes, answerBy, trace, maySend } = request;
    let isRefused = false;
    let hasMoved = false;
    const sendBy = attempt.sendBy();
    const isLate = () => attempt.gaveUp || this.#deps.clock.now() >= attempt.sendBy();
    const isWanted = async () => {
      isRefused = !((await request.isWanted?.()) ?? true);
      return !isRefused;
    };
    const sending = async <T>(exchange: () => Promise<T>): Promise<T> => {
      if (isLate()) throw CANCELLED;
      const may = maySend();
      isRefused = may !== true && !(await may);
      // Asking may have taken its time.
      if (isRefused || isLate()) throw CANCELLED;
      attempt.isUnderWay = true;
      attempt.sentAt = this.#deps.clock.now();
      attempt.refusedAt ??= attempt.sentAt;
      try {
        return await exchange();
      } finally {
        attempt.isUnderWay = false;
      }
    };
    const inLane: InLane = (exchange) =>
      this.#deps.lanes.run(lanes, 'command', () => sending(exchange), giveUp);
    const maySendAgain = async () => {
      if (action === 'lock') return true;
      // Until something is found, or if nothing is in time.
      attempt.last = { kind: 'unknown', reason: 'unavailable' };
      const found = await this.#find(request, attempt, giveUp, true);
      hasMoved = found === 'moved';
      return found === 'not-moved' && !isLate();
    };
    try {
      await cloud.operate(lockId, action, {
        ...{ priority: 'command', sendBy, signal: giveUp, trace, inLane, maySendAgain, isWanted },
        ...(answerBy !== undefined && { answerBy }),
      });
      return ACCEPTED;
    } catch (error) {
      if (hasMoved) return ACCEPTED;
      const mayHaveRun = error instanceof CloudFailureError && error.executed === 'unknown';
      if (isRefused && !mayHaveRun) return 'refused';
      if (error === CANCELLED) return 'not-sent';
      // After a defect the result is as unknown as after a timeout.
      if (!(error instanceof CloudFailureError)) {
        this.#deps.logger.error('command failed unexpectedly', { lockId, action, error });
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
