import { HttpError, PlatformError } from '../http/failures.ts';
import type { Span } from '../options.ts';
import type { GatewayState, LockState, World } from './world.ts';

/** What {@link GatewayOperations} needs of its surroundings. */
interface OperationSurroundings {
  readonly world: World;
  readonly timing: { readonly operationMs: Span; readonly timeoutMs: Span };
  pause(span: Span): Promise<void>;
}

/** The way to the locks: one operation at a time per gateway, and per Wi-Fi lock. */
export class GatewayOperations {
  readonly #s: OperationSurroundings;
  readonly #running = new Set<string>();

  constructor(surroundings: OperationSurroundings) {
    this.#s = surroundings;
  }

  /**
   * Reaches the lock and does `work` there. Throws the platform's code when there is no way (-2012), the way is
   * offline (-3002, -3036) or taken (-3003, -3037), HTTP 504 when the gateway swallows the operation.
   */
  async reach<T>(lock: LockState, work: () => T): Promise<T> {
    if (lock.frozen) throw new PlatformError(-2025);
    const gateway = lock.wifi ? undefined : chooseGateway(this.#s.world, lock);
    const lane = gateway ? `gateway ${gateway.gatewayId}` : `lock ${lock.lockId}`;
    if (!gateway && !lock.online) throw new PlatformError(-3036);
    if (gateway?.busy || this.#running.has(lane)) throw new PlatformError(gateway ? -3003 : -3037);
    this.#running.add(lane);
    try {
      if (gateway?.timesOut) {
        await this.#s.pause(this.#s.timing.timeoutMs);
        throw new HttpError(504, '<html><body><h1>504 Gateway Time-out</h1></body></html>');
      }
      await this.#s.pause(this.#s.timing.operationMs);
      if (!lock.online) throw new PlatformError(-3036);
      return work();
    } finally {
      this.#running.delete(lane);
    }
  }
}

function chooseGateway(world: World, lock: LockState): GatewayState {
  const inReach = lock.hasGateway
    ? lock.gatewayIds.map((id) => world.gateways.get(String(id))).filter((gateway) => gateway !== undefined)
    : [];
  if (inReach.length === 0) throw new PlatformError(-2012);
  const online = inReach.find((gateway) => gateway.online);
  if (!online) throw new PlatformError(-3002);
  return online;
}
