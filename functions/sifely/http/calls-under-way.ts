import type { CallOptions } from '../../locks/lock-cloud.ts';

/**
 * The most calls of a process on the wire, some 140 KiB each: twice the requests that it answers at once, because calls outlive the
 * answers. Where Sifely answers within seconds they are far fewer.
 */
export const MAX_CALLS = 1000;

/** The share of them that each priority may fill: while reads hang, a person at a door still gets a turn. */
const SHARES = { command: 1, read: 0.8, background: 0.6 } as const satisfies Record<
  NonNullable<CallOptions['priority']>,
  number
>;

/** The calls of all accounts that are on the wire. */
export class CallsUnderWay {
  readonly #most: number;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts a call and returns true, or false if there are too many. Each one that was counted must `leave`. */
  enter(priority: keyof typeof SHARES): boolean {
    if (this.#count >= Math.max(1, Math.floor(this.#most * SHARES[priority]))) return false;
    this.#count += 1;
    return true;
  }

  leave(): void {
    this.#count -= 1;
  }
}
