import type { Collection } from '../store.ts';
import type { DueFields } from './due-index.ts';

export interface DocumentFields extends DueFields {
  readonly data: string;
  readonly _write: string;
  readonly _previous: string;
  readonly expireAt: number | undefined;
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

/** A change of the due time of a document that still has this update time. */
export interface DueMove {
  readonly path: string;
  readonly updateTime: string;
  readonly due: DueFields;
  /** The number of claims to write; unchanged if left out. */
  readonly claims?: number;
}

/** A page of documents in the order of their due times, then of their paths. */
export interface DuePageQuery {
  readonly field: keyof DueFields;
  /** The first value; from the start of the index if left out. */
  readonly from?: string;
  /** The last value. */
  readonly until: string | number;
  readonly limit: number;
  /** The last document of the previous page. */
  readonly after?: { readonly value: string | number; readonly path: string };
  /** The fields to read; default all. */
  readonly fields?: readonly string[];
}

/** The documents of a collection by name, from behind a path to in front of another. */
export interface ListPageQuery {
  readonly limit: number;
  readonly after?: string;
  readonly before?: string;
}

/** The calls that the store makes, each sent once. They end within seconds; `meaningOf` a failure decides about retries. */
export interface FirestoreCalls {
  /** Returns the existing documents by path, all of their fields or some. Rejects if the answer does not mention one of them. */
  batchGet(paths: readonly string[], fields?: readonly string[]): Promise<Map<string, FoundDocument>>;
  /** Writes one document; returns its new update time. */
  commit(write: CommitWrite): Promise<string>;
  /** Moves due times, each document apart; returns in their order which were moved. */
  moveDue(moves: readonly DueMove[]): Promise<boolean[]>;
  queryDue(collection: Collection, query: DuePageQuery): Promise<FoundDocument[]>;
  list(collection: Collection, query: ListPageQuery): Promise<FoundDocument[]>;
  /** Aborts the calls under way and rejects later ones. */
  close(): void;
}
