import { type Store, StoreUnavailableError } from '../../functions/store/store.ts';

interface Held {
  readonly promise: Promise<void>;
  reach(): void;
}

/** A call that waits until a test releases it. */
export interface Hold {
  release(): void;
  readonly reached: () => boolean;
}

/** A store in front of another one: holds or fails calls as a test says. */
export class StatesGate {
  /** While true, all reads and writes fail as in an outage of the store. */
  out = false;
  /** While true, writes fail as in an outage of the store. */
  readOnly = false;
  /** While set, writes become durable only when it resolves. */
  disk: Promise<void> | undefined;
  reads = 0;
  writes = 0;
  #heldWrite: Held | undefined;
  #heldRead: Held | undefined;

  /** Holds the next write of lock states until it is released. */
  holdNextWrite(): Hold {
    const { held, hold } = newHold();
    this.#heldWrite = held;
    return hold;
  }

  /** Holds the next read until it is released. */
  holdNextRead(): Hold {
    const { held, hold } = newHold();
    this.#heldRead = held;
    return hold;
  }

  around(store: Store): Store {
    const write = async <T>(collection: string, go: () => Promise<T>): Promise<T> => {
      this.writes++;
      if (this.out || this.readOnly) throw new StoreUnavailableError('a test took the store away');
      const held = this.#heldWrite;
      if (held !== undefined && collection === 'states') {
        this.#heldWrite = undefined;
        held.reach();
        await held.promise;
      }
      return go();
    };
    return {
      get: async (keys) => {
        this.reads++;
        if (this.out) throw new StoreUnavailableError('a test took the store away');
        const held = this.#heldRead;
        this.#heldRead = undefined;
        held?.reach();
        await held?.promise;
        return store.get(keys);
      },
      create: (key, data, times) => write(key.collection, () => store.create(key, data, times)),
      replace: (key, revision, data, options) =>
        write(key.collection, () => store.replace(key, revision, data, options)),
      delete: (key, revision) => write(key.collection, () => store.delete(key, revision)),
      due: (collection, query) => store.due(collection, query),
      dueKeys: (collection, query) => store.dueKeys(collection, query),
      claimDue: (collection, query, dueAgainAt) =>
        write(collection, () => store.claimDue(collection, query, dueAgainAt)),
      postpone: (key, revision, dueAt) => write(key.collection, () => store.postpone(key, revision, dueAt)),
      dueShards: (collection) => store.dueShards(collection),
      list: (collection, query) => store.list(collection, query),
      flushed: async () => {
        await this.disk;
        await store.flushed();
      },
      close: () => store.close(),
    };
  }
}

function newHold(): { readonly held: Held; readonly hold: Hold } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let reached = false;
  const reach = () => {
    reached = true;
  };
  return { held: { promise, reach }, hold: { release: resolve, reached: () => reached } };
}
