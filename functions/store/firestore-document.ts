import type { google } from '@google-cloud/firestore-api/protos';
import { decodeDocument } from './document-json.ts';
import type { DocumentKey, DocumentTimes, Revision, StoredDocument } from './store.ts';

type Fields = Record<string, google.firestore.v1.IValue>;

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
export function toFields(content: DocumentContent, writeId: string, previousWriteId: string): Fields {
  const { expireAt, dueAt } = content.times;
  return {
    data: { stringValue: content.json },
    _write: { stringValue: writeId },
    _previous: { stringValue: previousWriteId },
    ...(expireAt === undefined
      ? {}
      : {
          expireAt: {
            timestampValue: { seconds: Math.floor(expireAt / 1000), nanos: (expireAt % 1000) * 1_000_000 },
          },
        }),
    ...(dueAt === undefined ? {} : { dueAt: { integerValue: dueAt } }),
  };
}

/** @throws {Error} when the document was not written by this store. */
export function fromFirestore(key: DocumentKey, found: google.firestore.v1.IDocument): FirestoreDocument {
  const fields = found.fields ?? {};
  const json = fields['data']?.stringValue;
  const writeId = fields['_write']?.stringValue;
  if (typeof json !== 'string' || !writeId || !found.updateTime) {
    throw new Error(`A document of ${key.collection} was not written by this store`);
  }
  const expireAt = fields['expireAt']?.timestampValue;
  const dueAt = fields['dueAt']?.integerValue;
  return {
    key: { collection: key.collection, id: key.id },
    json,
    writeId,
    previousWriteId: fields['_previous']?.stringValue ?? '',
    expireAt: expireAt ? Number(expireAt.seconds) * 1000 + Number(expireAt.nanos) / 1_000_000 : undefined,
    dueAt: dueAt === undefined || dueAt === null ? undefined : Number(dueAt),
    updateTime: timeToText(found.updateTime),
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
  /** See {@link timeToText}. */
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
  const [, updateTime, writeId, expireAt] = /^(\d+\.\d{9})~([\w-]+)~(\d*)$/.exec(revision) ?? [];
  if (!updateTime || !writeId) return undefined;
  return { updateTime, writeId, expireAt: expireAt ? Number(expireAt) : undefined };
}

/** A protobuf timestamp as `seconds.nanoseconds`, all nine digits: Firestore compares all of them. */
export function timeToText(time: google.protobuf.ITimestamp): string {
  return `${time.seconds ?? 0}.${String(time.nanos ?? 0).padStart(9, '0')}`;
}

/** The reverse of {@link timeToText}. */
export function timeFromText(text: string): google.protobuf.ITimestamp {
  const [seconds = '0', nanos = '0'] = text.split('.');
  return { seconds, nanos: Number(nanos) };
}
