import { CANCELLED, type Clock } from '../../clock.ts';
import type { Collection, DocumentTimes, Revision, Store } from '../../store/store.ts';
import { StoreUnavailableError } from '../../store/store.ts';
import type { ParsedDocuments } from './parsed-documents.ts';
import { withSchema } from './schema-version.ts';
import { WritePace } from './write-pace.ts';

interface Versioned<T> {
  readonly value: T | undefined;
  readonly revision: Revision | undefined;
}

interface ChangeResult<T> {
  readonly value: T | undefined;
  /** The stored version, with the changes that were written together with this one. */
  readonly stored: Versioned<T>;
}

/** Stores what `apply` returns for the newest value, unless it is the same. `apply` must be pure: it may run several times. */
export type CompareAndSet<T> = (
  id: string,
  apply: (value: T | undefined) => T | undefined,
  options?: ChangeOptions<T>,
) => Promise<ChangeResult<T>>;

interface ChangeOptions<T> {
  /** The version to start from, which saves a read; a stale one costs one retry. */
  readonly start?: Versioned<T> | undefined;
  /** As {@link ReplaceOptions.early}, unless a change that is not early is written together with this one. */
  readonly early?: boolean;
  /** True if it may wait a second to share a write, where the document is written often. */
  readonly isPatient?: boolean;
}

interface QueuedChange<T> extends ChangeOptions<T> {
  readonly apply: (value: T | undefined) => T | undefined;
  readonly resolve: (result: ChangeResult<T>) => void;
  readonly reject: (error: unknown) => void;
}

interface ChangeQueue<T> {
  readonly changes: QueuedChange<T>[];
  /** Ends the wait of patient changes. */
  hurry: () => void;
}

/** Each other instance is first at most once per round; more attempts than this mean that something is broken. */
const MAX_ATTEMPTS = 64;

/** Builds a compare-and-set with group commit: changes during a write share the next one and cannot starve each other. */
export function createCompareAndSet<T extends object>(options: {
  readonly store: Store;
  readonly collection: Collection;
  readonly parsed: ParsedDocuments<T>;
  /** Returns the value to write; runs once per attempt. */
  readonly finish?: (value: T, id: string) => T;
  readonly written?: (id: string) => void;
  readonly times: (value: T) => DocumentTimes;
  /** Only where changes may be patient. */
  readonly clock?: Clock;
}): CompareAndSet<T> {
  const { store, collection, parsed, finish = (value) => value, written, times, clock } = options;
  const queues = new Map<string, ChangeQueue<T>>();
  const pace = clock && new WritePace(clock);

  const read = async (id: string): Promise<Versioned<T>> => {
    const [document] = await store.get([{ collection, id }]);
    return document
      ? { value: parsed.get(document), revision: document.revision }
      : { value: undefined, revision: undefined };
  };

  const write = async (
    id: string,
    before: Versioned<T>,
    value: T | undefined,
    early: boolean,
  ): Promise<Versioned<T> | undefined> => {
    if (value === before.value) return before;
    pace?.count(id);
    const key = { collection, id };
    if (value === undefined) {
      const gone = before.revision === undefined || (await store.delete(key, before.revision));
      return gone ? { value: undefined, revision: undefined } : undefined;
    }
    const finished = finish(value, id);
    const data = withSchema(finished);
    const revision =
      before.revision === undefined
        ? await store.create(key, data, times(finished))
        : await store.replace(key, before.revision, data, { ...times(finished), early });
    if (revision === undefined) return undefined;
    written?.(id);
    parsed.set(id, revision, finished);
    return { value: finished, revision };
  };

  const commit = async (id: string, batch: readonly QueuedChange<T>[], hasWaited: boolean): Promise<void> => {
    // A version from before a wait is mostly outdated.
    const start = hasWaited ? undefined : batch.findLast((change) => change.start !== undefined)?.start;
    let before = start;
    const early = batch.every((change) => change.early === true);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
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
      // A version that was read long ago proves nothing: the newest may lack what a change would do nothing without.
      const isUnsure = before === start && value === before.value;
      const stored = isUnsure ? undefined : await write(id, before, value, early);
      if (stored) {
        for (const end of settle) end(stored);
        return;
      }
      before = undefined;
    }
    throw new StoreUnavailableError(
      `${collection}/${id} was changed by another writer during each of ${MAX_ATTEMPTS} attempts`,
    );
  };

  /** Waits for the pace of the document, unless a change is urgent; true if it has waited. */
  const waitForPace = async (id: string, queue: ChangeQueue<T>): Promise<boolean> => {
    const ms = pace?.waitMs(id) ?? 0;
    if (clock === undefined || ms === 0 || queue.changes.some(({ isPatient }) => isPatient !== true))
      return false;
    const wait = new AbortController();
    queue.hurry = () => wait.abort(CANCELLED);
    await clock.delay(ms, wait.signal).catch(() => undefined);
    queue.hurry = () => {};
    return true;
  };

  const drain = async (id: string, queue: ChangeQueue<T>): Promise<void> => {
    while (queue.changes.length > 0) {
      const hasWaited = await waitForPace(id, queue);
      const batch = queue.changes.splice(0);
      try {
        await commit(id, batch, hasWaited);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    queues.delete(id);
  };

  return (id, apply, options) =>
    new Promise((resolve, reject) => {
      const change = { apply, ...options, resolve, reject };
      const queue = queues.get(id);
      if (queue) {
        queue.changes.push(change);
        if (change.isPatient !== true) queue.hurry();
        return;
      }
      const opened = { changes: [change], hurry: () => {} };
      queues.set(id, opened);
      void drain(id, opened);
    });
}
