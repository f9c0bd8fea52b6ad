import type { Collection, DocumentTimes, Revision, Store } from '../store/store.ts';
import { StoreUnavailableError } from '../store/store.ts';
import type { ParsedDocuments } from './parsed-documents.ts';

/** A document's value with the revision that it was read or written at; both absent where none is. */
interface Versioned<T> {
  readonly value: T | undefined;
  readonly revision: Revision | undefined;
}

/** The result of one change. */
interface ChangeResult<T> {
  /** What this change made. */
  readonly value: T | undefined;
  /** What is stored now: this change and those that were written with it. */
  readonly stored: Versioned<T>;
}

/**
 * Changes documents of one collection: runs `apply` on the newest value (`undefined` where no document is) and stores
 * what it returns; `undefined` deletes, the argument itself writes nothing. `apply` may run several times and must
 * have no effect of its own.
 */
export type CompareAndSet<T> = (
  id: string,
  apply: (value: T | undefined) => T | undefined,
  options?: ChangeOptions<T>,
) => Promise<ChangeResult<T>>;

/** Options of one change. */
interface ChangeOptions<T> {
  /** The version to start from, which saves a read; a stale one costs one more try. */
  readonly start?: Versioned<T> | undefined;
  /** As {@link ReplaceOptions.early}, unless a change that is not early is written together with this one. */
  readonly early?: boolean;
}

interface QueuedChange<T> extends ChangeOptions<T> {
  readonly apply: (value: T | undefined) => T | undefined;
  readonly resolve: (changed: ChangeResult<T>) => void;
  readonly reject: (error: unknown) => void;
}

/** Other instances win at most one round each; more tries than this mean that something is broken. */
const MAX_TRIES = 64;

/**
 * Compare-and-set with group commit: changes of one document that arrive while one is under way are applied together
 * and written once, in the order in which they came. Fifty refreshes at once cost two or three writes, and cannot
 * starve each other as fifty competing writers would.
 */
export function createCompareAndSet<T>(options: {
  readonly store: Store;
  readonly collection: Collection;
  readonly parsed: ParsedDocuments<T>;
  /** Runs on what is about to be written, once per try. */
  readonly finish?: (value: T, id: string) => T;
  /** Called when what `finish` made last is stored. */
  readonly written?: (id: string) => void;
  readonly times: (value: T) => DocumentTimes;
}): CompareAndSet<T> {
  const { store, collection, parsed, finish = (value) => value, written, times } = options;
  const queues = new Map<string, QueuedChange<T>[]>();

  const read = async (id: string): Promise<Versioned<T>> => {
    const [document] = await store.get([{ collection, id }]);
    return document
      ? { value: parsed.get(document), revision: document.revision }
      : { value: undefined, revision: undefined };
  };

  /** `undefined` when somebody else was first. */
  const write = async (
    id: string,
    before: Versioned<T>,
    value: T | undefined,
    early: boolean,
  ): Promise<Versioned<T> | undefined> => {
    if (value === before.value) return before;
    const key = { collection, id };
    if (value === undefined) {
      const gone = before.revision === undefined || (await store.delete(key, before.revision));
      return gone ? { value: undefined, revision: undefined } : undefined;
    }
    const finished = finish(value, id);
    const revision =
      before.revision === undefined
        ? await store.create(key, finished, times(finished))
        : await store.replace(key, before.revision, finished, { ...times(finished), early });
    if (revision === undefined) return undefined;
    written?.(id);
    parsed.set(id, revision, finished);
    return { value: finished, revision };
  };

  const commit = async (id: string, batch: readonly QueuedChange<T>[]): Promise<void> => {
    let before = batch.findLast(({ start }) => start !== undefined)?.start;
    const early = batch.every((waiting) => waiting.early === true);
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      before ??= await read(id);
      const settle: ((stored: Versioned<T>) => void)[] = [];
      let value = before.value;
      for (const { apply, resolve, reject } of batch) {
        try {
          const own = apply(value);
          value = own;
          settle.push((stored) => resolve({ value: own, stored }));
        } catch (error) {
          settle.push(() => reject(error));
        }
      }
      const stored = await write(id, before, value, early);
      if (stored) {
        for (const tell of settle) tell(stored);
        return;
      }
      before = undefined;
    }
    throw new StoreUnavailableError(
      `${collection}/${id} changed under each of ${MAX_TRIES} tries to change it`,
    );
  };

  const drain = async (id: string, queue: QueuedChange<T>[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        await commit(id, batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    queues.delete(id);
  };

  return (id, apply, options) =>
    new Promise((resolve, reject) => {
      const waiting = { apply, ...options, resolve, reject };
      const queue = queues.get(id);
      if (queue) {
        queue.push(waiting);
        return;
      }
      const opened = [waiting];
      queues.set(id, opened);
      void drain(id, opened);
    });
}
