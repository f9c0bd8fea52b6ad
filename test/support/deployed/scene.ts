import type { CommandTurn } from '../../../simulators/google/dialogue/command-turn.ts';
import type { FollowUp } from '../../../simulators/google/home-graph/home-graph.ts';
import type { GoogleUser } from '../../../simulators/google/index.ts';
import { PIN, type Surroundings } from '../deployment.ts';
import { EventLoopLag } from './event-loop-lag.ts';
import { linkHome, pause } from './home-steps.ts';
import { requestTimes } from './request-times.ts';
import { HOMES } from './row-of-homes.ts';
import type { SifelyWatch } from './sifely-watch.ts';

/** The part of a deployment that a scene uses. */
export interface Deployment {
  readonly surroundings: Surroundings;
  readonly watch: SifelyWatch;
  readonly output: string;
  /** When the newest command for a lock was received, ms since the epoch, if its job says so. */
  receivedAt(lockId: string): number | undefined;
  close(): Promise<void>;
}

/** The machine was too slow for what a scene shows, which proves nothing about the product. */
export class SlowMachineError extends Error {
  override readonly name = 'SlowMachineError';
}

/** A command as a person said it to a speaker. */
export interface Said extends CommandTurn {
  /** When Google sent it, ms since the epoch. */
  readonly since: number;
}

type Door = 'front' | 'back' | 'garage';

interface LinkOptions {
  readonly open?: readonly Door[];
  readonly operationMs?: number;
  /** True: does not wait for the reports that linking causes. */
  readonly isHasty?: boolean;
}

type Answer = 'SUCCESS' | 'PENDING';

/** The duration of a gateway operation, unless a scene says otherwise. */
const OPERATION_MS = 150;
const WAIT_MS = 30_000;
/** Without a call to HomeGraph for so long, linking causes no report any more, but for one half a minute later. */
const QUIET_MS = 3000;

/** A home with two doors behind one gateway and a garage behind another, and a person who speaks to it. */
export class Scene<T extends Deployment> {
  readonly run: T;
  readonly home: string;
  readonly user: GoogleUser;
  readonly #operationMs: [number, number];
  readonly #lag = new EventLoopLag();

  /** `operationMs`: the bounds of the duration of every gateway operation, as given to the simulator. */
  constructor(run: T, operationMs: [number, number], home: string) {
    this.run = run;
    this.home = home;
    this.user = run.surroundings.google.user(home);
    this.#operationMs = operationMs;
  }

  /** Sets how long every operation of a gateway takes from now on. */
  operationsTake(ms: number): void {
    this.#operationMs.fill(ms);
  }

  /**
   * Links the home. The doors of `open` were opened by hand before. Waits for the reports that linking causes: one of them would
   * report what a command has changed.
   */
  async link({ open = [], operationMs = OPERATION_MS, isHasty = false }: LinkOptions = {}): Promise<void> {
    this.operationsTake(operationMs);
    for (const door of open) this.#lock(door).set({ bolt: 'unlocked' });
    await linkHome(this.user);
    const { calls } = this.run.surroundings.google.homegraph;
    const linkedAt = Date.now();
    const lastAt = () => calls.findLast((call) => call.agentUserId === this.user.agentUserId)?.at ?? 0;
    while (!isHasty && Date.now() - Math.max(linkedAt, lastAt()) < QUIET_MS) await pause(50);
  }

  /**
   * Says a command to a speaker, which wants to hear how it ended; with `busyMs`, while another client of Sifely keeps the gateway
   * of the door busy. Rejects with {@link SlowMachineError} if the answer is another one.
   */
  async say(
    action: 'lock' | 'unlock',
    door: Door,
    { answer, busyMs = 0 }: { readonly answer: Answer; readonly busyMs?: number },
  ): Promise<Said> {
    if (busyMs > 0) this.#occupyGateway(door, busyMs);
    const since = Date.now();
    const turn = await this.turn(action, door);
    if (turn.status !== answer)
      throw this.slow(`${action} ${door} was answered ${turn.errorCode ?? turn.status}`);
    return { ...turn, since };
  }

  /** Sends a command once. */
  turn(action: 'lock' | 'unlock', door: Door, requestId?: string): Promise<CommandTurn> {
    return this.user.turn(this.#id(door), action === 'lock', {
      followUp: true,
      ...(action === 'unlock' && { challenge: { pin: PIN } }),
      ...(requestId !== undefined && { requestId }),
    });
  }

  bolt(door: Door): string {
    return this.#lock(door).bolt;
  }

  /** Number of commands for a door that Sifely carried out, began to, or failed with, but for a busy gateway. */
  sent(door: Door): number {
    return this.run.watch.sent(this.#id(door)).length;
  }

  /**
   * The time from the arrival of a command at the product to the last attempt to send it, ms: without what this process was late in
   * noticing it, and with the time on the way to the product if that is not known.
   */
  lastAttemptAfter(door: Door, { requestId, since }: Said): number {
    const id = this.#id(door);
    const received = this.run.receivedAt(id) ?? requestTimes(this.run.output).get(requestId)?.[0] ?? since;
    const times = this.run.watch.attempts(id).map(({ at }) => at - this.#lag.before(at) - received);
    return Math.max(...times);
  }

  /**
   * Waits until HomeGraph has the movement of a bolt since `since`. Rejects with {@link SlowMachineError} if that came more than
   * `ms` after the movement, by the clocks of both simulators.
   */
  async reportedWithin(ms: number, door: Door, since: number): Promise<void> {
    const id = this.#id(door);
    const movement = await this.eventually(`no movement of ${door}`, () =>
      this.run.watch.movements.find(({ lockId, at }) => lockId === id && at >= since),
    );
    const report = await this.eventually(`no report of ${door}`, () =>
      this.run.surroundings.google.homegraph.calls.find(
        ({ method, status, body, at }) =>
          at >= since &&
          method === 'reportStateAndNotification' &&
          status === 200 &&
          Object(body).payload?.devices?.states?.[id]?.isLocked === (movement.to === 'locked'),
      ),
    );
    const afterMs = report.at - movement.at;
    if (afterMs > ms) throw this.slow(`${door} was reported ${afterMs} ms after the movement`);
  }

  /** What HomeGraph has of a door: true if it is locked. */
  known(door: Door): unknown {
    const { homegraph } = this.run.surroundings.google;
    return homegraph.states(this.user.agentUserId ?? '', this.#id(door))?.['isLocked'];
  }

  /** Number of calls of an endpoint of Sifely for the doors of this home. */
  calls(endpoint: string): number {
    const doors: readonly Door[] = ['front', 'back', 'garage'];
    const ids = doors.map((door) => this.#id(door));
    return this.run.surroundings.sifely.calls.filter(
      (call) => call.endpoint === endpoint && ids.includes(call.lockId ?? ''),
    ).length;
  }

  /** Resolves with the follow-up of a command. */
  async followUp({ followUpToken }: CommandTurn): Promise<FollowUp> {
    const { homegraph } = this.run.surroundings.google;
    try {
      return await homegraph.followUp(followUpToken ?? '', AbortSignal.timeout(WAIT_MS));
    } catch {
      throw this.#failure('no follow-up');
    }
  }

  /** Resolves with what `look` finds, as soon as it does. */
  async eventually<Found>(wanted: string, look: () => Found | undefined): Promise<Found> {
    const giveUpAt = performance.now() + WAIT_MS;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (performance.now() > giveUpAt) throw this.#failure(wanted);
      await pause(20);
    }
  }

  /** Waits until `ms` have passed since `since`. */
  pause(ms: number, since = Date.now()): Promise<void> {
    return pause(since + ms - Date.now());
  }

  /** Returns the error that makes the scene be played again. */
  slow(message: string): SlowMachineError {
    return new SlowMachineError(this.#describe(message));
  }

  /** Ends the measurements. */
  close(): void {
    this.#lag.close();
  }

  /** See `rowOfHomes`. */
  #id(door: Door): string {
    const index = { front: 0, back: 1, garage: 2 }[door];
    return String(1000 + 10 * HOMES.indexOf(this.home) + index);
  }

  #lock(door: Door) {
    return this.run.surroundings.sifely.lock(this.#id(door));
  }

  #occupyGateway(door: Door, ms: number): void {
    const gatewayId = 9000 + 10 * HOMES.indexOf(this.home) + (door === 'garage' ? 1 : 0);
    const gateway = this.run.surroundings.sifely.gateway(gatewayId);
    gateway.busy = true;
    setTimeout(() => {
      gateway.busy = false;
    }, ms);
  }

  #failure(message: string): Error {
    return new Error(this.#describe(`${message} within ${WAIT_MS} ms`));
  }

  #describe(message: string): string {
    const { calls } = this.run.surroundings.sifely;
    const recent = calls.slice(-40).map((call) => JSON.stringify(call));
    return [message, ...recent, this.run.output.slice(-20_000)].join('\n');
  }
}
