import type { AccountState } from './account-state.ts';
import type { LockDetails } from './lock-details.ts';

/** The order of waiting operations: commands before reads, each in order of arrival. */
export type LanePriority = 'command' | 'read';

interface LaneWaiter {
  readonly priority: LanePriority;
  readonly start: () => void;
}

interface Lane {
  readonly waiting: LaneWaiter[];
}

/**
 * One lane per gateway. A gateway runs one operation at a time and refuses a second ("gateway busy", Sifely docs doc-6032179),
 * so the operations of this process wait for each other here. The commands for one lock have a second lane of their own. A lane
 * exists while an operation runs or waits in it.
 */
export class GatewayLanes {
  readonly #lanes = new Map<string, Lane>();

  get size(): number {
    return this.#lanes.size;
  }

  /**
   * Resolves with the result of `task`, which runs when it is its turn. Aborting `signal` removes a waiting task from the lane
   * and rejects with the signal's reason; it does not affect a running task.
   */
  async run<T>(
    key: string,
    priority: LanePriority,
    task: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    await this.#enter(key, priority, signal);
    try {
      return await task();
    } finally {
      this.#leave(key);
    }
  }

  #enter(key: string, priority: LanePriority, signal?: AbortSignal): Promise<void> {
    const lane = this.#lanes.get(key);
    if (lane === undefined) {
      this.#lanes.set(key, { waiting: [] });
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        lane.waiting.splice(lane.waiting.indexOf(entry), 1);
        reject(signal?.reason);
      };
      const entry: LaneWaiter = {
        priority,
        start: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      lane.waiting.push(entry);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  #leave(key: string): void {
    const lane = this.#lanes.get(key);
    const command = lane?.waiting.findIndex(({ priority }) => priority === 'command') ?? -1;
    const [next] = lane?.waiting.splice(Math.max(command, 0), 1) ?? [];
    if (next === undefined) this.#lanes.delete(key);
    else next.start();
  }
}

/** The part of an account that determines its lanes. */
export interface LaneFacts {
  readonly id: string;
  readonly locks: Readonly<Record<string, Pick<LockDetails, 'gateways'>>>;
}

/**
 * Returns the lane of a lock: its strongest gateway; the lock itself if it has Wi-Fi; or, until its gateway is known, one lane
 * for the whole account, because its locks may share a gateway.
 */
export function laneKey(account: LaneFacts, states: AccountState, lockId: string): string {
  if (states.locks[lockId]?.listed?.connection === 'wifi') return `wifi:${lockId}`;
  const gateway = account.locks[lockId]?.gateways?.[0];
  return gateway === undefined ? `account:${account.id}` : `gateway:${gateway}`;
}
