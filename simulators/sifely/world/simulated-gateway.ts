import type { Cloud } from '../cloud.ts';
import type { GatewayState } from './world.ts';

/** Controls a gateway: its plug and its faults. */
export class SimulatedGateway {
  readonly gatewayId: string;
  readonly #cloud: Cloud;
  readonly #state: GatewayState;

  constructor(cloud: Cloud, state: GatewayState) {
    this.gatewayId = String(state.gatewayId);
    this.#cloud = cloud;
    this.#state = state;
  }

  get online(): boolean {
    return this.#state.online;
  }

  /** False: -3002 for its locks, whose events arrive when it is online again. A change is notified by webhook. */
  set online(online: boolean) {
    this.#cloud.settle();
    const changes = this.#state.online !== online;
    this.#state.online = online;
    if (changes) this.#state.changedAt = this.#cloud.clock.now();
    if (changes) this.#cloud.webhooks.notifyOfGateway(this.#state);
    if (online)
      for (const lock of this.#cloud.world.locks.values())
        if (lock.gatewayIds.includes(this.#state.gatewayId))
          this.#cloud.bolts.uploadWaiting(lock, this.#cloud.clock.now());
    this.#cloud.settle();
    this.#cloud.save();
  }

  get busy(): boolean {
    return this.#state.busy;
  }

  /** True: busy with another user's operation, -3003 for its locks. */
  set busy(busy: boolean) {
    this.#state.busy = busy;
    this.#cloud.save();
  }

  get timesOut(): boolean {
    return this.#state.timesOut;
  }

  /** True: swallows operations; HTTP 504 after `timing.timeoutMs`, and nothing moves. */
  set timesOut(timesOut: boolean) {
    this.#state.timesOut = timesOut;
    this.#cloud.save();
  }
}
