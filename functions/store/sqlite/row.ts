import type { SQLOutputValue } from 'node:sqlite';
import { decodeDocument } from '../document-json.ts';
import type { Collection, DocumentKey, ListedDocument, Revision, StoredDocument } from '../store.ts';

export interface ReadRow {
  readonly revision: Revision;
  readonly json: string;
  /** Ms since the epoch; from then on the document does not exist. */
  readonly expireAt: number | undefined;
}

/** Converts the result of a statement. */
export function toRow(row: Record<string, SQLOutputValue>): ReadRow {
  const expireAt = row['expire_at'];
  return {
    revision: String(row['revision']),
    json: String(row['data']),
    expireAt: typeof expireAt === 'number' ? expireAt : undefined,
  };
}

/** True if the document exists at `now`, ms since the epoch. */
export function isAlive({ expireAt }: ReadRow, now: number): boolean {
  return expireAt === undefined || expireAt > now;
}

/** Returns a new document for each caller. */
export function toDocument(key: DocumentKey, { revision, json }: ReadRow): StoredDocument {
  let decoded: { readonly data: unknown } | undefined;
  return {
    key: { collection: key.collection, id: key.id },
    revision,
    // Decoded on demand: a caller that has parsed this revision does not need it.
    get data() {
      decoded ??= { data: decodeDocument(json) };
      return decoded.data;
    },
  };
}

/** Converts a row of a list. */
export function toListed(collection: Collection, row: Record<string, SQLOutputValue>): ListedDocument {
  const { revision, json, expireAt } = toRow(row);
  const dueAt = row['due_at'];
  return {
    key: { collection, id: String(row['id']) },
    revision,
    data: decodeDocument(json),
    times: { ...(expireAt !== undefined && { expireAt }), ...(typeof dueAt === 'number' && { dueAt }) },
  };
}
