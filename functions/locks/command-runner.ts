import { backOffMs } from '../back-off.ts';
import { CANCELLED, type Clock } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import type { Trace } from '../logs/trace.ts';
import type { CommandOutcome } from './account-state.ts';
import type { Background } from './background.ts';
import { CloudFailureError } from './cloud-failure-error.ts';
import type { EndedCommand } from './command-marks.ts';
import { FAILURE_POLICY } from './failure-policy.ts';
import type { GatewayLanes } from './gateway-lane.ts';
import type { InLane, LockAction, LockCloud } from './lock-cloud.ts';

/** One command whose mark is stored already. */
export interface CommandRequest {
  /** Of its mark. */
  readonly key: string;
  readonly lockId: string;
  readonly action: LockAction;
  readonly lane: string;
  readonly cloud: LockCloud;
  /** From this moment on (ms since the epoch) it is never sent. */
  readonly sendBy: number;
  readonly trace: Trace;
  /** Stores how it ended. Must not reject. */
  readonly record: (ended: EndedCommand) => Promise<void>;
}

/** A command that was taken on. */
export interface RunningCommand {
  /** Its outcome; a failure is stored by then. Never rejects. */
  readonly ended: Promise<CommandOutcome>;
  /** Its outcome as soon as it is known. */
  outcome(): CommandOutcome | undefined;
  /** Has it sent no more; one under way to the lock just now is not called back. Resolves when that is decided. */
  cancelUnsent(): Promise<void>;
}

/** Between two attempts. Without jitter: the lane of the gateway keeps them apart. */
const BACK_OFF = { firstMs: 500, maxMs: 16_000 };
const NOT_SENT: CommandOutcome = { kind: 'failed', reason: 'not-sent' };

/**
 * Moves bolts: the commands of one lock one after another, one operation at a time per gateway, again only after an answer
 * that proves that nothing happened, never after the moment by which it had to be sent. The same command, asked for twice,
 * runs once.
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

  /** The command with this key, while it runs in this process. */
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
      const recorded = this.#background.track(request.record({ outcome, sentAt: attempt.sentAt }));
      const forgotten = recorded.finally(() => this.#running.delete(request.key));
      if (outcome.kind !== 'accepted') await forgotten;
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

  /** After the commands for the same lock that came before: an older one must not have the last word. */
  async #inTurn(request: CommandRequest, attempt: Attempt, giveUp: AbortSignal): Promise<CommandOutcome> {
    const turn = `lock:${request.lockId}`;
    try {
      return await this.#lanes.run(turn, 'command', () => this.#send(request, attempt, giveUp), giveUp);
    } catch (error) {
      if (giveUp.aborted) return NOT_SENT;
      throw error;
    }
  }

  async #send(request: CommandRequest, attempt: Attempt, giveUp: AbortSignal): Promise<CommandOutcome> {
    let last = NOT_SENT;
    for (let count = 1; ; count++) {
      if (giveUp.aborted || this.#clock.now() >= request.sendBy) return last;
      const { outcome, again } = await this.#attempt(request, attempt, giveUp);
      // It waited in vain: what became of the attempt before counts.
      if (outcome === undefined) return last;
      const pauseMs = backOffMs(BACK_OFF, count);
      if (!again || attempt.gaveUp || this.#clock.now() + pauseMs >= request.sendBy) return outcome;
      last = outcome;
      await this.#clock.delay(pauseMs, giveUp).catch(() => undefined);
    }
  }

  /** One attempt. It holds its gateway while it is under way, not while it waits for anything else. */
  async #attempt(
    { cloud, lockId, action, lane, sendBy, trace }: CommandRequest,
    attempt: Attempt,
    giveUp: AbortSignal,
  ): Promise<{ outcome: CommandOutcome | undefined; again: boolean }> {
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
    const inLane: InLane = (exchange) => this.#lanes.run(lane, 'command', () => sending(exchange), giveUp);
    try {
      await cloud.operate(lockId, action, { priority: 'command', sendBy, signal: giveUp, trace, inLane });
      return { outcome: { kind: 'accepted' }, again: false };
    } catch (error) {
      if (error === CANCELLED) return { outcome: undefined, again: false };
      // What a defect left behind is as unknown as what a silent cloud did.
      if (!(error instanceof CloudFailureError)) {
        this.#logger.error('command failed unexpectedly', { lockId, action, error });
        return { outcome: { kind: 'unknown', reason: 'failed' }, again: false };
      }
      const { reason, executed } = error;
      if (executed === 'unknown') return { outcome: { kind: 'unknown', reason }, again: false };
      if (giveUp.aborted) return { outcome: undefined, again: false };
      return { outcome: { kind: 'failed', reason }, again: FAILURE_POLICY[reason].retriesSoon };
    }
  }
}

interface Attempt {
  /** Between sending and the answer: what happens at the lock cannot be called back. */
  sending: boolean;
  sentAt: number | undefined;
  /** Not sent again, whatever the clock says: it may have been set back behind `sendBy`. */
  gaveUp: boolean;
}
