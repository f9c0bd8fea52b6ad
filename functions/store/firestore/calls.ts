import type { Collection, DueQuery } from '../store.ts';

export interface DocumentFields {
  readonly data: string;
  readonly _write: string;
  readonly _previous: string;
  readonly expireAt: number | undefined;
  readonly dueAt: number | undefined;
}

/** A document in Firestore: fields of any type, unchecked; timestamps in ms since the epoch. */
export interface FoundDocument {
  /** `collection/id` */
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** As Google sent it (RFC 3339, up to nine digits of fraction): Firestore compares every digit. */
  readonly updateTime: string;
}

/** One write. `updateTime: undefined`: the document must not exist. `fields: undefined`: delete it. */
export interface CommitWrite {
  readonly path: string;
  readonly updateTime: string | undefined;
  readonly fields: DocumentFields | undefined;
}

/** A {@link DueQuery} with the path of the previous page's last document. */
export interface DuePageQuery extends Omit<DueQuery, 'after'> {
  readonly after?: { readonly dueAt: number; readonly path: string };
  /** The fields to read; default all. */
  readonly fields?: readonly (keyof DocumentFields)[];
}

/** The documents of a collection by name, from behind a path. */
export interface ListPageQuery {
  readonly limit: number;
  readonly after?: string;
}

/** The calls that the store makes, each sent once. They end within seconds; `meaningOf` a failure decides about retries. */
export interface FirestoreCalls {
  /** Returns the existing documents by path. Rejects if the answer does not mention one of them. */
  batchGet(paths: readonly string[]): Promise<Map<string, FoundDocument>>;
  /** Writes one document; returns its new update time. */
  commit(write: CommitWrite): Promise<string>;
  queryDue(collection: Collection, query: DuePageQuery): Promise<FoundDocument[]>;
  list(collection: Collection, query: ListPageQuery): Promise<FoundDocument[]>;
  /** Aborts the calls under way and rejects later ones. */
  close(): void;
}
