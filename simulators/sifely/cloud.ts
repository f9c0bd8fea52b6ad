import { type Clock, systemClock } from '../../functions/clock.ts';
import { type Random, systemRandom } from '../../functions/random.ts';
import { Credentials } from './credentials.ts';
import { Faults } from './http/faults.ts';
import { Limits } from './http/limits.ts';
import { DEMO_TIMING, type LogNormal, type SimulatorOptions, type Span, type Timing } from './options.ts';
import { Webhooks } from './webhooks.ts';
import { Bolts, type Movement } from './world/bolts.ts';
import { GatewayOperations } from './world/gateway-operations.ts';
import { growWorld } from './world/grow-world.ts';
import { demoSeed } from './world/seed/demo-seed.ts';
import { completeSeed } from './world/seed/seed.ts';
import { Timeline } from './world/timeline.ts';
import type { CloudRecord, LockState, Profile, World } from './world/world.ts';
import { takeOverCredentials, WorldFile } from './world/world-file.ts';

/** A Sifely cloud without HTTP: the world, its physics and its rules. */
export class Cloud {
  readonly options: SimulatorOptions;
  readonly clock: Clock;
  readonly timing: Timing;
  /** Of each kind of traces so many of the newest are kept. */
  readonly maxRemembered: number;
  readonly world: World;
  /** The open fronts. */
  readonly profiles: readonly Profile[];
  readonly faults = new Faults();
  readonly credentials: Credentials;
  readonly limits: Limits;
  readonly bolts: Bolts;
  readonly gateways: GatewayOperations;
  readonly webhooks: Webhooks;
  /** Called at each movement of a bolt. */
  readonly movementListeners = new Set<(movement: Movement) => void>();
  /** Called at each record that reaches the cloud. */
  readonly recordListeners = new Set<(lockId: string, record: CloudRecord) => void>();
  readonly #random: Random;
  readonly #timeline: Timeline;
  readonly #closing = new AbortController();
  readonly #file: WorldFile | undefined;

  constructor(options: SimulatorOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.timing = { ...DEMO_TIMING, ...options.timing };
    this.maxRemembered = options.maxRemembered ?? Number.POSITIVE_INFINITY;
    this.#random = options.random ?? systemRandom;
    this.#file = options.stateFile === undefined ? undefined : new WorldFile(options.stateFile);
    const { world, isFresh } = this.#loadWorld();
    this.world = world;
    this.profiles = options.profiles ?? ['oauth', 'api-key'];
    const closed = this.#closing.signal;
    this.credentials = new Credentials(this.world, this.#random, {
      generations: this.profiles.filter((each) => each !== 'ttlock'),
      tokenSeconds: options.tokenSeconds,
      rotateRefreshToken: options.rotateRefreshToken ?? false,
      acceptPlainPassword: options.acceptPlainPassword ?? false,
      maxRemembered: this.maxRemembered,
    });
    this.limits = new Limits(this.world, options);
    this.webhooks = new Webhooks(this.world, this.clock, this.#random, closed);
    const surroundings = {
      world: this.world,
      timing: this.timing,
      clock: this.clock,
      random: this.#random,
      maxRemembered: this.maxRemembered,
      gatewayChoice: options.gatewayChoice ?? 'strongest',
      autoLockRecord: options.autoLockRecord ?? 'none',
      schedule: (event: World['pending'][number]) => this.#timeline.schedule(event),
      span: (span: Span) => this.span(span),
      pause: (span: Span) => this.pause(span),
      onRecord: (lock: LockState, record: CloudRecord) => {
        for (const listener of this.recordListeners) listener(String(lock.lockId), record);
        this.webhooks.publish(lock, record);
      },
      onMovement: (movement: Movement) => {
        for (const listener of this.movementListeners) listener(movement);
      },
    } as const;
    this.bolts = new Bolts(surroundings);
    this.gateways = new GatewayOperations(surroundings);
    this.#timeline = new Timeline(
      this.world,
      this.clock,
      (event) => {
        this.bolts.happen(event);
        this.save();
      },
      closed,
    );
    if (isFresh) for (const lock of world.locks.values()) this.bolts.armPassage(lock, this.clock.now());
    this.settle();
    this.save();
  }

  /** Aborted when the simulator closes. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Runs every event that is due. Call it before reading the world. */
  settle(): void {
    this.#timeline.settle();
  }

  /** Schedules an event. */
  schedule(event: World['pending'][number]): void {
    this.#timeline.schedule(event);
  }

  /** Writes the world to its file, if it has one. */
  save(): void {
    this.#file?.write(this.world);
  }

  /** Returns a duration within a span. */
  span(span: Span): number {
    if (typeof span === 'number') return span;
    if ('median' in span) return Math.round(this.#logNormal(span));
    return Math.round(span[0] + this.#random.next() * (span[1] - span[0]));
  }

  /** Waits by the simulator's clock; rejects if the simulator closes. */
  async pause(span: Span): Promise<void> {
    const ms = this.span(span);
    if (ms > 0) await this.clock.delay(ms, this.closed);
  }

  close(): void {
    this.#closing.abort(new Error('the simulator was closed'));
  }

  #logNormal({ median, sigma, within: [least, most] }: LogNormal): number {
    for (;;) {
      // Box and Muller: two even numbers make one of a normal distribution.
      const radius = Math.sqrt(-2 * Math.log(1 - this.#random.next()));
      const value = median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.#random.next()));
      if (value >= least && value <= most) return value;
    }
  }

  #loadWorld(): { readonly world: World; readonly isFresh: boolean } {
    const seed = completeSeed(this.options.seed ?? demoSeed);
    const fresh = growWorld(seed, this.clock.now(), this.#random);
    const kept = this.#file?.read();
    if (kept?.seedHash === fresh.seedHash) return { world: kept, isFresh: false };
    if (kept) takeOverCredentials(kept, fresh);
    return { world: fresh, isFresh: true };
  }
}
