import type { Clock } from '../../../functions/clock.ts';
import type { Random } from '../../../functions/random.ts';
import { keepNewest } from '../../keep-newest.ts';
import { HttpError, PlatformError } from '../http/failures.ts';
import type { Span } from '../options.ts';
import { Latencies } from './latencies.ts';
import { bySignal } from './signal.ts';
import type { GatewayState, LockState, World } from './world.ts';

interface OperationSurroundings {
  readonly world: World;
  readonly clock: Clock;
  readonly timing: { readonly operationMs: Span; readonly timeoutMs: Span };
  readonly gatewayChoice: 'strongest' | 'random';
  readonly random: Random;
  readonly maxRemembered: number;
  pause(span: Span): Promise<void>;
}

/** An operation that was refused because another one of the API was running at the same gateway or Wi-Fi lock. */
export interface Collision {
  /** `gateway 7101`, or `lock 532304` for a Wi-Fi lock. */
  readonly at: string;
  /** The lock of the refused operation, and the lock of the running one. */
  readonly lockId: string;
  readonly other: string;
  /** Ms since the epoch. */
  readonly time: number;
}

/** The connection to the locks: one operation at a time per gateway, and per Wi-Fi lock. */
export class GatewayOperations {
  /** Oldest first. Excludes gateways that another user keeps busy. */
  readonly collisions: Collision[] = [];
  readonly latencies = new Latencies();
  readonly #s: OperationSurroundings;
  /** The operated lock, by gateway or Wi-Fi lock. */
  readonly #running = new Map<string, string>();

  constructor(surroundings: OperationSurroundings) {
    this.#s = surroundings;
  }

  /**
   * Connects to the lock and does `work` there. Throws the platform's code if no connection exists (-2012, -3034), it is
   * offline (-3002, -3036) or busy (-3003, -3037), and HTTP 504 if the gateway swallows the operation. `endpoint` tells which planned span it takes.
   */
  async reach<T>(lock: LockState, work: () => T, endpoint = ''): Promise<T> {
    if (lock.frozen) throw new PlatformError(-2025);
    const gateway = lock.wifi ? undefined : this.#chooseGateway(lock);
    const lane = gateway ? `gateway ${gateway.gatewayId}` : `lock ${lock.lockId}`;
    if (!gateway && lock.withoutNetwork) throw new PlatformError(-3034);
    if (!gateway && !lock.online) throw new PlatformError(-3036);
    if (!gateway && lock.asleep) throw new PlatformError(-3035);
    const other = this.#running.get(lane);
    const lockId = String(lock.lockId);
    if (other !== undefined) {
      const collision = { at: lane, lockId, other, time: this.#s.clock.now() };
      keepNewest(this.collisions, collision, this.#s.maxRemembered);
    }
    if (gateway?.busy || other !== undefined) throw new PlatformError(gateway ? -3003 : -3037);
    this.#running.set(lane, lockId);
    try {
      if (gateway?.timesOut) {
        await this.#s.pause(this.#s.timing.timeoutMs);
        throw new HttpError(504, '<html><body><h1>504 Gateway Time-out</h1></body></html>');
      }
      await this.#s.pause(this.latencies.take(endpoint, lockId) ?? this.#s.timing.operationMs);
      if (!lock.online) throw new PlatformError(-3036);
      return work();
    } finally {
      this.#running.delete(lane);
    }
  }

  #chooseGateway(lock: LockState): GatewayState {
    const { world, gatewayChoice, random } = this.#s;
    const inReach = lock.hasGateway
      ? lock.gatewayIds.map((id) => world.gateways.get(String(id))).filter((gateway) => gateway !== undefined)
      : [];
    if (inReach.length === 0) throw new PlatformError(-2012);
    const online = bySignal(lock, inReach).filter((gateway) => gateway.online);
    const chosen = online[gatewayChoice === 'random' ? Math.floor(random.next() * online.length) : 0];
    if (!chosen) throw new PlatformError(-3002);
    return chosen;
  }
}
