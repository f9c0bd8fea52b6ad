import { decodeDocument } from '../document-json.ts';
import type { DocumentKey, DocumentTimes, Revision, StoredDocument } from '../store.ts';
import type { DocumentFields, FoundDocument } from './calls.ts';
import { isTimestamp } from './values.ts';

/**
 * A document as Firestore holds it. `data` is one JSON string: nothing queries into it, it comes back exactly as
 * it was (Firestore's maps reorder keys and refuse some), and it is several times cheaper to convert than a tree of typed values.
 */
export interface FirestoreDocument extends Version {
  readonly key: DocumentKey;
  readonly json: string;
  /** Write id of the version that this one replaced; empty for a document that was created. */
  readonly previousWriteId: string;
  readonly dueAt: number | undefined;
}

/** What one write puts into a document. */
export interface DocumentContent {
  readonly json: string;
  readonly times: DocumentTimes;
}

/** The fields of a document; `_write` and `_previous` are described in {@link Version} and {@link FirestoreDocument}. */
export function toFields(content: DocumentContent, writeId: string, previousWriteId: string): DocumentFields {
  const { expireAt, dueAt } = content.times;
  return { data: content.json, _write: writeId, _previous: previousWriteId, expireAt, dueAt };
}

/** @throws {Error} when the document was not written by this store. */
export function fromFirestore(key: DocumentKey, { fields, updateTime }: FoundDocument): FirestoreDocument {
  const { data: json, _write: writeId, _previous: previousWriteId, expireAt, dueAt } = fields;
  if (typeof json !== 'string' || typeof writeId !== 'string' || writeId === '') {
    throw new Error(`A document of ${key.collection} was not written by this store`);
  }
  return {
    key: { collection: key.collection, id: key.id },
    json,
    writeId,
    previousWriteId: typeof previousWriteId === 'string' ? previousWriteId : '',
    expireAt: typeof expireAt === 'number' ? expireAt : undefined,
    dueAt: typeof dueAt === 'number' ? dueAt : undefined,
    updateTime,
  };
}

/** As the callers of the store see it. */
export function toStored(document: FirestoreDocument): StoredDocument {
  return {
    key: document.key,
    data: decodeDocument(document.json),
    revision: toRevision(document),
  };
}

/** Names one version of a document. */
export interface Version {
  /** See {@link FoundDocument}. */
  readonly updateTime: string;
  /** Random id of the write that made this version: how a writer whose answer was lost recognises its own work. */
  readonly writeId: string;
  readonly expireAt: number | undefined;
}

/**
 * `updateTime~writeId~expireAt`: the time is what Firestore compares, the id what the next version names as its
 * previous, and from the last moment on the revision is that of a document that does not exist.
 */
export function toRevision({ updateTime, writeId, expireAt }: Version): Revision {
  return `${updateTime}~${writeId}~${expireAt ?? ''}`;
}

/** `undefined` for what {@link toRevision} did not make: no document has such a revision. */
export function fromRevision(revision: Revision): Version | undefined {
  const [, updateTime, writeId, expireAt] = /^([^~]+)~([\w-]+)~(\d*)$/.exec(revision) ?? [];
  if (!isTimestamp(updateTime) || !writeId) return undefined;
  return { updateTime, writeId, expireAt: expireAt ? Number(expireAt) : undefined };
}
