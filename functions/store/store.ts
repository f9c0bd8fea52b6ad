/**
 * The document store port. Each write changes one document by compare-and-set, which both engines (SQLite, Firestore) have
 * natively: no caller needs a transaction over several documents. How to write an adapter: `test/contract/README.md`.
 */

export type Collection =
  | 'accounts'
  | 'states'
  | 'identities'
  | 'endings'
  | 'codes'
  | 'sessions'
  | 'throttles'
  | 'jobs'
  | 'eventJobs'
  | 'upkeepJobs'
  | 'vitals'
  | 'missed'
  | 'guests'
  | 'activity';

/** The address of a document. `id` is 1 to 200 characters of `[A-Za-z0-9_-]`. */
export interface DocumentKey {
  readonly collection: Collection;
  readonly id: string;
}

/** Opaque; differs after each write of the document, even when it was deleted and created again. */
export type Revision = string;

/**
 * A document that was read. `data` is plain JSON that the caller may change without effect on the store; `undefined` if what is stored
 * is damaged.
 */
export interface StoredDocument<T = unknown> {
  readonly key: DocumentKey;
  readonly data: T;
  readonly revision: Revision;
}

/** Times that the engine itself uses, in milliseconds since the epoch. */
export interface DocumentTimes {
  /** From then on the document does not exist: reads miss it, creates succeed. It is deleted some time later. */
  readonly expireAt?: number;
  /** The order of {@link Store.due}. A document without it is never due. */
  readonly dueAt?: number;
}

export interface ReplaceOptions extends DocumentTimes {
  /** Resolve once every process sees the document, without waiting for the disk ({@link Store.flushed}). Stores may ignore it. */
  readonly early?: boolean;
}

export interface DueQuery {
  /** Selects documents whose `dueAt` is at or before this time (ms since the epoch). */
  readonly until: number;
  /** Maximum number of documents, earliest first, ties by id. */
  readonly limit: number;
  /** One of the {@link Store.dueShards}, from 0; all if left out. */
  readonly shard?: number;
  /** The last document of the previous page. */
  readonly after?: { readonly dueAt: number; readonly id: string };
}

/** A {@link DueQuery} of documents to claim. What was claimed is not due any more, so the next page needs no `after`. */
export type ClaimQuery = DueQuery;

export interface ListQuery {
  /** Maximum number of documents. */
  readonly limit: number;
  /** The id of the previous page's last document. */
  readonly after?: string;
  /** An id: lists the documents in front of it. */
  readonly before?: string;
}

/** A document with its times, as a copy needs them. */
export interface ListedDocument<T = unknown> extends StoredDocument<T> {
  readonly times: DocumentTimes;
}

export interface DueKey {
  readonly key: DocumentKey;
  readonly dueAt: number;
}

/** A document that was claimed; `dueAt` is when it was due before. */
export interface DueClaim extends DueKey {
  /** The number of claims since the last create or replace of the document, this one included. */
  readonly claims: number;
}

export interface DueDocument<T = unknown> extends StoredDocument<T>, DueKey {}

/** All methods reject with {@link StoreUnavailableError}. A write that is not `early` resolves when safe from a power cut. */
export interface Store {
  /** Reads documents in one round trip, in the order of the keys; `undefined` for missing ones. */
  get(keys: readonly DocumentKey[]): Promise<(StoredDocument | undefined)[]>;
  /** Creates a document; `undefined` if it exists already. */
  create(key: DocumentKey, data: unknown, times?: DocumentTimes): Promise<Revision | undefined>;
  /** Replaces a document, its times included, that still has `revision`; `undefined` if it changed or is gone. */
  replace(
    key: DocumentKey,
    revision: Revision,
    data: unknown,
    options?: ReplaceOptions,
  ): Promise<Revision | undefined>;
  /** Resolves when a power cut cannot undo any write that has resolved so far. */
  flushed(): Promise<void>;
  /** Deletes a document that still has `revision`; `false` if it changed or is gone. */
  delete(key: DocumentKey, revision: Revision): Promise<boolean>;
  /** Finds due documents by index. A page is one response: keep pages of large documents small (Firestore's adapter: 20 MB). */
  due(collection: Collection, query: DueQuery): Promise<DueDocument[]>;
  /** As {@link Store.due}, without reading the documents. */
  dueKeys(collection: Collection, query: DueQuery): Promise<DueKey[]>;
  /**
   * Claims due documents: moves their due times to `dueAgainAt(claims)`, without touching their data. Returns those that it claimed, earliest
   * first; one that is written or claimed meanwhile is left out. A claim may end the revision of its document, and a power cut may undo it.
   */
  claimDue(
    collection: Collection,
    query: ClaimQuery,
    dueAgainAt: (claims: number) => number,
  ): Promise<DueClaim[]>;
  /** Moves the due time of a document that still has `revision`, as a claim does; `false` if it changed or is gone. */
  postpone(key: DocumentKey, revision: Revision, dueAt: number): Promise<boolean>;
  /** Returns the number of parts that the index of due times of a collection has. Parts can be claimed side by side. */
  dueShards(collection: Collection): number;
  /**
   * Lists documents of a collection in the order of the characters of their ids. A page is one response, as with {@link Store.due}; an
   * empty one is the end.
   */
  list(collection: Collection, query: ListQuery): Promise<ListedDocument[]>;
  /**
   * Returns a number that changes when another process writes to this store, cheaply and without a write of its own;
   * `undefined` while that cannot be told. Absent in stores that cannot tell.
   */
  otherWrites?(): number | undefined;
  /** Finishes the writes under way and releases files and connections. */
  close(): Promise<void>;
}

/** A store that is only read. */
export type ReadStore = Pick<Store, 'get' | 'due' | 'dueKeys' | 'dueShards' | 'close'>;

/** The engine cannot answer now; a retry may succeed. A write may have happened nevertheless. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}
