/**
 * The document store port. Every write touches one document and is a compare-and-set: both engines (SQLite,
 * Firestore) do that natively, so nothing above needs a transaction over several documents.
 */

/** The kinds of document; one table or collection each. */
export type Collection = 'accounts' | 'states' | 'identities' | 'codes' | 'sessions' | 'throttles' | 'jobs';

/** What addresses one document. `id` is at most 200 characters of `[A-Za-z0-9_-]`. */
export interface DocumentKey {
  readonly collection: Collection;
  readonly id: string;
}

/** Opaque; differs after every write of the document, even when it was deleted and created again. */
export type Revision = string;

/** A document as it was read. `data` is plain JSON and belongs to the caller: changing it changes nothing stored. */
export interface StoredDocument<T = unknown> {
  readonly key: DocumentKey;
  readonly data: T;
  readonly revision: Revision;
}

/** Moments that the engine itself knows of, in milliseconds since the epoch. */
export interface DocumentTimes {
  /** From this moment on the document does not exist: reads miss it, creates succeed. Swept some time later. */
  readonly expireAt?: number;
  /** What {@link Store.due} orders by. A document without it is never due. */
  readonly dueAt?: number;
}

/** Options of {@link Store.replace}. */
export interface ReplaceOptions extends DocumentTimes {
  /**
   * Resolves as soon as every process sees the document and the end of this process cannot undo it; {@link Store.flushed}
   * waits for the disk. For a caller that must act before. A store that never resolves earlier ignores it.
   */
  readonly early?: boolean;
}

/** One page of {@link Store.due}. */
export interface DueQuery {
  /** Only documents whose `dueAt` is at or before this moment (ms since the epoch). */
  readonly until: number;
  /** At most this many, earliest first, ties by id. */
  readonly limit: number;
  /** The last document of the page before; the page starts behind it. */
  readonly after?: { readonly dueAt: number; readonly id: string };
}

/** Which document is due, and since when. */
export interface DueKey {
  readonly key: DocumentKey;
  readonly dueAt: number;
}

/** A document found by {@link Store.due}, with the moment it is due. */
export interface DueDocument<T = unknown> extends StoredDocument<T>, DueKey {}

/**
 * The store. All methods reject with {@link StoreUnavailableError} when the engine cannot answer now; a write that was
 * rejected so may or may not have happened.
 */
export interface Store {
  /** Reads several documents in one round trip; the answer has the order of the keys, `undefined` where none is. */
  get(keys: readonly DocumentKey[]): Promise<(StoredDocument | undefined)[]>;
  /** Creates a document; `undefined` when one exists already. Durable before it answers, as all writes are that ask for no less. */
  create(key: DocumentKey, data: unknown, times?: DocumentTimes): Promise<Revision | undefined>;
  /** Replaces a document that still has `revision`; `undefined` when it changed or is gone. Times are replaced too. */
  replace(
    key: DocumentKey,
    revision: Revision,
    data: unknown,
    options?: ReplaceOptions,
  ): Promise<Revision | undefined>;
  /** Resolves when no power cut undoes any write that has resolved until now. */
  flushed(): Promise<void>;
  /** Deletes a document that still has `revision`; `false` when it changed or is gone. */
  delete(key: DocumentKey, revision: Revision): Promise<boolean>;
  /**
   * Finds documents of a collection that are due, by index, a page at a time. A page is one answer of the engine: of large
   * documents ask for few (Firestore's adapter takes 20 MB).
   */
  due(collection: Collection, query: DueQuery): Promise<DueDocument[]>;
  /** As {@link Store.due}, but finds only which they are: what is in them is not read. */
  dueKeys(collection: Collection, query: DueQuery): Promise<DueKey[]>;
  /** Finishes writes under way and lets go of files and connections. */
  close(): Promise<void>;
}

/** The engine cannot answer now: try again later. Says nothing about whether a write happened. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}
