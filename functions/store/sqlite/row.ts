import type { SQLOutputValue } from 'node:sqlite';
import { decodeDocument } from '../document-json.ts';
import type { DocumentKey, Revision, StoredDocument } from '../store.ts';

/** A row as it was read, or is about to be written. */
export interface ReadRow {
  readonly revision: Revision;
  readonly json: string;
  /** Milliseconds since the epoch; from then on the document does not exist. */
  readonly expireAt: number | undefined;
}

/** What the statements read, as a row. */
export function toRow(row: Record<string, SQLOutputValue>): ReadRow {
  const expireAt = row['expire_at'];
  return {
    revision: String(row['revision']),
    json: String(row['data']),
    expireAt: typeof expireAt === 'number' ? expireAt : undefined,
  };
}

/** Whether the document still exists at `now`, ms since the epoch. */
export function isAlive({ expireAt }: ReadRow, now: number): boolean {
  return expireAt === undefined || expireAt > now;
}

/** A document of its own for every caller. */
export function toDocument(key: DocumentKey, { revision, json }: ReadRow): StoredDocument {
  let decoded: { readonly data: unknown } | undefined;
  return {
    key: { collection: key.collection, id: key.id },
    revision,
    // Decoded when it is asked for: who knows the revision already has no need of it.
    get data() {
      decoded ??= { data: decodeDocument(json) };
      return decoded.data;
    },
  };
}
