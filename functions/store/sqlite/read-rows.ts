import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKey } from '../store.ts';
import type { ReadCache } from './read-cache.ts';
import { type ReadRow, toRow } from './row.ts';
import type { SqliteStatements } from './statements.ts';

interface Source {
  readonly database: DatabaseSync;
  readonly statements: SqliteStatements;
  readonly cache: ReadCache;
}

/** Returns the rows of all keys, in their order and from one snapshot, and caches those that exist. */
export function readRows(source: Source, keys: readonly DocumentKey[], now: number): (ReadRow | undefined)[] {
  const { database } = source;
  if (keys.length < 2) return keys.map((key) => readRow(source, key, now));
  // One snapshot for all keys, as in Firestore: another process may write between two statements.
  database.exec('BEGIN');
  try {
    return keys.map((key) => readRow(source, key, now));
  } finally {
    database.exec('COMMIT');
  }
}

function readRow({ statements, cache }: Source, key: DocumentKey, now: number): ReadRow | undefined {
  const found = statements.get.get(key.collection, key.id, now);
  if (!found) return undefined;
  const row = toRow(found);
  cache.set(key, row);
  return row;
}
