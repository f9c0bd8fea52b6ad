import { type Store, StoreUnavailable } from '../../functions/store/store.ts';

/** Stands between the product and a store: holds or refuses what a test says. */
export class StatesGate {
  /** While set, all reads and writes fail as if the store were out. */
  out = false;
  /** While set, writes fail as if the store were out. */
  readOnly = false;
  /** While set, nothing counts as durable before it resolves. */
  disk: Promise<void> | undefined;
  reads = 0;
  writes = 0;
  #held: { readonly promise: Promise<void>; reach(): void } | undefined;

  /** Holds the next write of lock states until it is released. */
  holdNextWrite(): { release(): void; readonly reached: () => boolean } {
    const { promise, resolve } = Promise.withResolvers<void>();
    let reached = false;
    this.#held = {
      promise,
      reach: () => {
        reached = true;
      },
    };
    return { release: resolve, reached: () => reached };
  }

  around(store: Store): Store {
    const write = async <T>(collection: string, go: () => Promise<T>): Promise<T> => {
      this.writes++;
      if (this.out || this.readOnly) throw new StoreUnavailable('a test took the store away');
      const held = this.#held;
      if (held !== undefined && collection === 'states') {
        this.#held = undefined;
        held.reach();
        await held.promise;
      }
      return go();
    };
    return {
      get: async (keys) => {
        this.reads++;
        if (this.out) throw new StoreUnavailable('a test took the store away');
        return store.get(keys);
      },
      create: (key, data, times) => write(key.collection, () => store.create(key, data, times)),
      replace: (key, revision, data, times, answer) =>
        write(key.collection, () => store.replace(key, revision, data, times, answer)),
      delete: (key, revision) => write(key.collection, () => store.delete(key, revision)),
      due: (collection, query) => store.due(collection, query),
      flushed: async () => {
        await this.disk;
        await store.flushed();
      },
      close: () => store.close(),
    };
  }
}
