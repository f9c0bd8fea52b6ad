import { decodeDocument } from '../document-json.ts';
import type { DocumentKey, DocumentTimes, ListedDocument, Revision, StoredDocument } from '../store.ts';
import type { DocumentFields, FoundDocument } from './calls.ts';
import { dueFields, dueTimeOf } from './due-index.ts';
import { unpackJson } from './packed-json.ts';
import { isTimestamp } from './values.ts';

/** `data` is one JSON string, packed if it is large (`packed-json.ts`): read as it was written (Firestore's maps reorder and refuse keys) and faster than typed values. */
export interface FirestoreDocument extends Version {
  readonly key: DocumentKey;
  readonly json: string;
  /** Write id of the replaced version; empty for a created document. */
  readonly previousWriteId: string;
  readonly dueAt: number | undefined;
}

export interface DocumentContent {
  readonly json: string;
  readonly times: DocumentTimes;
}

/**
 * Converts content to fields; for `_write` and `_previous` see {@link Version} and {@link FirestoreDocument}. `_claims` is left out, which
 * sets it to 0.
 */
export function toFields(
  key: DocumentKey,
  { json, times }: DocumentContent,
  writeId: string,
  previousWriteId: string,
): DocumentFields {
  const { expireAt, dueAt } = times;
  return { data: json, _write: writeId, _previous: previousWriteId, expireAt, ...dueFields(key, dueAt) };
}

/** The write id of a document that has none: another program wrote it. */
const NO_WRITE_ID = 'none';

/** Converts a document of Firestore. One that this store did not write has empty data, which nothing can read. */
export function fromFirestore(key: DocumentKey, { fields, updateTime }: FoundDocument): FirestoreDocument {
  const { data: json, _write: writeId, _previous: previousWriteId, expireAt } = fields;
  return {
    key: { collection: key.collection, id: key.id },
    json: typeof json === 'string' ? json : '',
    writeId: typeof writeId === 'string' && writeId !== '' ? writeId : NO_WRITE_ID,
    previousWriteId: typeof previousWriteId === 'string' ? previousWriteId : '',
    expireAt: typeof expireAt === 'number' ? expireAt : undefined,
    dueAt: dueTimeOf(fields),
    updateTime,
  };
}

/** Converts a document for the callers of the store. */
export function toStored(document: FirestoreDocument): StoredDocument {
  return {
    key: document.key,
    data: decodeDocument(unpackJson(document.json)),
    revision: toRevision(document),
  };
}

/** Converts a document of a list. */
export function toListed(document: FirestoreDocument): ListedDocument {
  const { expireAt, dueAt } = document;
  return {
    ...toStored(document),
    times: { ...(expireAt !== undefined && { expireAt }), ...(dueAt !== undefined && { dueAt }) },
  };
}

/** The name of one version of a document. */
export interface Version {
  /** See {@link FoundDocument}. */
  readonly updateTime: string;
  /** Random id of the write that made this version: by it, a writer whose answer was lost recognises its write. */
  readonly writeId: string;
  readonly expireAt: number | undefined;
}

/** Returns `updateTime~writeId~expireAt`. Firestore compares the time, the next version stores the id, `expireAt` ends it. */
export function toRevision({ updateTime, writeId, expireAt }: Version): Revision {
  return `${updateTime}~${writeId}~${expireAt ?? ''}`;
}

/** Parses a revision; `undefined` if {@link toRevision} did not make it. */
export function fromRevision(revision: Revision): Version | undefined {
  const [, updateTime, writeId, expireAt] = /^([^~]+)~([\w-]+)~(\d*)$/.exec(revision) ?? [];
  if (!isTimestamp(updateTime) || !writeId) return undefined;
  return { updateTime, writeId, expireAt: expireAt ? Number(expireAt) : undefined };
}
