import type { Cloud } from '../cloud.ts';
import type { GatewayState } from './world.ts';

/** Returns the presence that the cloud shows: a gateway that came or went is seen late. */
export function shownOnline({ online, shown, shownAt }: GatewayState, now: number): boolean {
  return shownAt !== undefined && now < shownAt ? (shown ?? online) : online;
}

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
    if (this.#state.online !== online) {
      const now = this.#cloud.clock.now();
      const shown = shownOnline(this.#state, now);
      const shownAt = now + this.#cloud.span(this.#cloud.options.presenceLagMs ?? 0);
      Object.assign(this.#state, { online, changedAt: now, shown, shownAt });
      this.#cloud.webhooks.notifyOfGateway(this.#state);
    }
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
