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
export interface CommandRequest {
  /** The key of its mark. */
  readonly key: string;
  readonly lockId: string;
  readonly action: LockAction;
  readonly lanes: LaneKeys;
  readonly cloud: LockCloud;
  /** It is never sent at or after this time, ms since the epoch. */
  readonly sendBy: number;
  readonly trace: Trace;
  /** Stores its outcome. Must not reject. */
  readonly record: (ended: EndedCommand) => Promise<void>;
}

/** A command that was started. */
export interface RunningCommand {
  /** Resolves with the outcome, after a failure once it is stored. Never rejects. */
  readonly ended: Promise<CommandOutcome>;
  /** Returns the outcome once it is known. */
  outcome(): CommandOutcome | undefined;
  /** Prevents any further attempt. One that was just sent cannot be called back: this resolves without waiting for its answer. */
  cancelUnsent(): Promise<void>;
}

/** Between two attempts. Without jitter, because the gateway's lane already keeps commands apart. */
const BACK_OFF = { firstMs: 500, maxMs: 16_000 };
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
    const decided = Promise.withResolvers<void>();
    const attempt: Attempt = { sending: false, sentAt: undefined, gaveUp: false };
    let outcome: CommandOutcome | undefined;
    const finish = async (): Promise<CommandOutcome> => {
      outcome = await this.#inTurn(request, attempt, giveUp.signal);
      decided.resolve();
      const stored = this.#background.track(request.record({ outcome, sentAt: attempt.sentAt }));
      const removed = stored.finally(() => this.#running.delete(request.key));
      if (outcome.kind !== 'accepted') await removed;
      return outcome;
    };
    const ended = this.#background.track(finish());
    const running: RunningCommand = {
      ended,
      outcome: () => outcome,
      cancelUnsent: async () => {
        attempt.gaveUp = true;
        if (attempt.sending || outcome !== undefined) return;
        giveUp.abort(CANCELLED);
        await decided.promise;
      },
    };
    this.#running.set(request.key, running);
    return running;
  }

  /** Waits for earlier commands for the same lock: an older one must not run last. */
  async #inTurn(request: CommandRequest, attempt: Attempt, giveUp: AbortSignal): Promise<CommandOutcome> {
    const turn = [`commands:${request.lockId}`];
    try {
      return await this.#lanes.run(
        () => turn,
        'command',
        () => this.#send(request, attempt, giveUp),
        giveUp,
      );
    } catch (error) {
      if (giveUp.aborted) return NOT_SENT;
      throw error;
    }
  }

  async #send(request: CommandRequest, attempt: Attempt, giveUp: AbortSignal): Promise<CommandOutcome> {
    let last = NOT_SENT;
    for (let attempts = 1; ; attempts++) {
      if (giveUp.aborted || this.#clock.now() >= request.sendBy) return last;
      const { outcome, canRetry } = await this.#attempt(request, attempt, giveUp);
      // It was not sent: the result of the previous attempt counts.
      if (outcome === undefined) return last;
      const pauseMs = backOffMs(BACK_OFF, attempts);
      if (!canRetry || attempt.gaveUp || this.#clock.now() + pauseMs >= request.sendBy) return outcome;
      last = outcome;
      await this.#clock.delay(pauseMs, giveUp).catch(() => undefined);
    }
  }

  /** Makes one attempt. It holds its gateway while it is under way, not while it waits for anything else. */
  async #attempt(
    { cloud, lockId, action, lanes, sendBy, trace }: CommandRequest,
    attempt: Attempt,
    giveUp: AbortSignal,
  ): Promise<{ outcome: CommandOutcome | undefined; canRetry: boolean }> {
    const sending = async <T>(exchange: () => Promise<T>): Promise<T> => {
      if (attempt.gaveUp || this.#clock.now() >= sendBy) throw CANCELLED;
      attempt.sending = true;
      attempt.sentAt = this.#clock.now();
      try {
        return await exchange();
      } finally {
        attempt.sending = false;
      }
    };
    const inLane: InLane = (exchange) => this.#lanes.run(lanes, 'command', () => sending(exchange), giveUp);
    try {
      await cloud.operate(lockId, action, { priority: 'command', sendBy, signal: giveUp, trace, inLane });
      return { outcome: { kind: 'accepted' }, canRetry: false };
    } catch (error) {
      if (error === CANCELLED) return { outcome: undefined, canRetry: false };
      // After a defect the result is as unknown as after a timeout.
      if (!(error instanceof CloudFailureError)) {
        this.#logger.error('command failed unexpectedly', { lockId, action, error });
        return { outcome: { kind: 'unknown', reason: 'failed' }, canRetry: false };
      }
      const { reason, executed } = error;
      if (executed === 'unknown') return { outcome: { kind: 'unknown', reason }, canRetry: false };
      if (giveUp.aborted) return { outcome: undefined, canRetry: false };
      return { outcome: { kind: 'failed', reason }, canRetry: FAILURE_POLICY[reason].retriesSoon };
    }
  }
}

interface Attempt {
  /** True between sending and the answer: the command cannot be called back. */
  sending: boolean;
  sentAt: number | undefined;
  /** True if it must not be sent again, whatever the clock says: it may have been set back to before `sendBy`. */
  gaveUp: boolean;
}
