/** The order of waiting operations: commands before reads, each in order of arrival. */
type LanePriority = 'command' | 'read';

/** Returns the lanes that an operation needs now. They grow while details of locks are learned. */
export type LaneKeys = () => readonly string[];

interface Operation {
  readonly keys: LaneKeys;
  readonly priority: LanePriority;
  /** Number of arrival. */
  readonly order: number;
  /** The lanes in which it runs or waits. */
  readonly lanes: Set<string>;
  readonly start: () => void;
  isRunning: boolean;
}

interface Lane {
  /** More than one only if the lane of an operation became known while it ran. */
  readonly running: Set<Operation>;
  /** In the order in which they start. */
  readonly waiting: Operation[];
}

/**
 * The lanes of gateways. A gateway runs one operation at a time and refuses a second ("gateway busy", Sifely docs doc-6032179),
 * so the operations of this process wait for each other here. An operation needs all lanes that its lock may use, and takes them
 * in one step when it is first in each of them and all are free: it never holds one while it waits for another, so that no two
 * operations can block each other for ever. First means first of all in one order, commands before reads: later operations do
 * not overtake one that waits for several lanes.
 */
export class GatewayLanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #operations = new Set<Operation>();
  #arrivals = 0;

  /** The number of lanes in which operations run or wait. */
  get size(): number {
    return this.#lanes.size;
  }

  /**
   * Resolves with the result of `task`, which runs when it is its turn in all lanes of `keys`. Aborting `signal` removes a waiting
   * task and rejects with the signal's reason; it does not affect a running task.
   */
  async run<T>(
    keys: LaneKeys,
    priority: LanePriority,
    task: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const order = this.#arrivals++;
    const operation = { keys, priority, order, lanes: new Set(keys()), start: resolve, isRunning: false };
    this.#operations.add(operation);
    for (const key of operation.lanes) this.#join(operation, key);
    this.#startNext(operation.lanes);
    const onAbort = () => {
      if (operation.isRunning) return;
      this.#remove(operation);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
      return await task();
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#remove(operation);
    }
  }

  /**
   * Works out the lanes of all operations again, because something was learned. A running operation keeps those that it has; later
   * operations wait for it in the new ones, too.
   */
  refresh(): void {
    const changed = new Set<string>();
    for (const operation of this.#operations) {
      const keys = new Set(operation.keys());
      const added = [...keys].filter((key) => !operation.lanes.has(key));
      const left = operation.isRunning ? [] : [...operation.lanes].filter((key) => !keys.has(key));
      for (const key of left) this.#leave(operation, key);
      for (const key of added) this.#join(operation, key);
      if (added.length + left.length === 0) continue;
      for (const key of [...left, ...operation.lanes]) changed.add(key);
    }
    this.#startNext(changed);
  }

  #lane(key: string): Lane {
    const lane = this.#lanes.get(key) ?? { running: new Set(), waiting: [] };
    this.#lanes.set(key, lane);
    return lane;
  }

  #join(operation: Operation, key: string): void {
    operation.lanes.add(key);
    const { running, waiting } = this.#lane(key);
    if (operation.isRunning) {
      running.add(operation);
      return;
    }
    const behind = waiting.findIndex((other) => isBefore(operation, other));
    waiting.splice(behind < 0 ? waiting.length : behind, 0, operation);
  }

  #leave(operation: Operation, key: string): void {
    operation.lanes.delete(key);
    const lane = this.#lanes.get(key);
    if (lane === undefined) return;
    lane.running.delete(operation);
    const index = lane.waiting.indexOf(operation);
    if (index >= 0) lane.waiting.splice(index, 1);
    if (lane.running.size + lane.waiting.length === 0) this.#lanes.delete(key);
  }

  #remove(operation: Operation): void {
    if (!this.#operations.delete(operation)) return;
    const lanes = [...operation.lanes];
    for (const key of lanes) this.#leave(operation, key);
    this.#startNext(lanes);
  }

  /** Starts the operations that are first in these lanes, if they are first in all of theirs and those are free. */
  #startNext(keys: Iterable<string>): void {
    for (const key of keys) {
      const next = this.#lanes.get(key)?.waiting[0];
      if (next === undefined || ![...next.lanes].every((lane) => this.#isNext(next, lane))) continue;
      next.isRunning = true;
      for (const lane of next.lanes) {
        this.#lane(lane).waiting.shift();
        this.#lane(lane).running.add(next);
      }
      next.start();
    }
  }

  #isNext(operation: Operation, key: string): boolean {
    const lane = this.#lanes.get(key);
    return lane?.running.size === 0 && lane.waiting[0] === operation;
  }
}

function isBefore(one: Operation, other: Operation): boolean {
  return one.priority === other.priority ? one.order < other.order : one.priority === 'command';
}
