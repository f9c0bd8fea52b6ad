import type { Collection, DueQuery } from '../store.ts';

/** The fields of a document as they are written; moments in milliseconds since the epoch. */
export interface DocumentFields {
  readonly data: string;
  readonly _write: string;
  readonly _previous: string;
  readonly expireAt: number | undefined;
  readonly dueAt: number | undefined;
}

/** A document as Firestore holds it: fields of any kind, for who reads to check; timestamps are milliseconds. */
export interface FoundDocument {
  /** `collection/id` */
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** In Google's own words (RFC 3339, up to nine digits of fraction): Firestore compares all of them. */
  readonly updateTime: string;
}

/** One write. Without an update time the document must not exist; without fields it is deleted. */
export interface CommitWrite {
  readonly path: string;
  readonly updateTime: string | undefined;
  readonly fields: DocumentFields | undefined;
}

/** A {@link DueQuery} that knows the last document of the page before by its path. */
export interface DuePageQuery extends Omit<DueQuery, 'after'> {
  readonly after?: { readonly dueAt: number; readonly path: string };
  /** The fields to read; all of them when left out. */
  readonly fields?: readonly (keyof DocumentFields)[];
}

/**
 * The three calls that the store makes. Each is made once and ends within seconds; `meaningOf` tells what a failure
 * means, and who calls decides what to do about it.
 */
export interface FirestoreCalls {
  /** The documents that exist, by path. Rejects when the answer leaves one of them open. */
  batchGet(paths: readonly string[]): Promise<Map<string, FoundDocument>>;
  /** One write; the new update time. */
  commit(write: CommitWrite): Promise<string>;
  /** One page of documents by `dueAt`, then by path. */
  queryDue(collection: Collection, query: DuePageQuery): Promise<FoundDocument[]>;
  /** Ends what is under way at once, and refuses what comes. */
  close(): void;
}
