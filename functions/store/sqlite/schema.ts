import type { DatabaseSync } from 'node:sqlite';
import { DatabaseFileError } from './database-errors.ts';

/** Never edit a released step: add one. All collections share a table and its statements; indexes are partial, as few are due. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE documents (
     collection TEXT NOT NULL,
     id TEXT NOT NULL,
     revision TEXT NOT NULL,
     data TEXT NOT NULL,
     expire_at INTEGER,
     due_at INTEGER,
     PRIMARY KEY (collection, id)
   ) STRICT;
   CREATE INDEX documents_by_due ON documents (collection, due_at, id) WHERE due_at IS NOT NULL;
   CREATE INDEX documents_by_expiry ON documents (expire_at) WHERE expire_at IS NOT NULL;`,
  // Claims since the last create or replace.
  'ALTER TABLE documents ADD COLUMN claims INTEGER NOT NULL DEFAULT 0',
];

/** The schema that this release writes. */
export const NEWEST_SCHEMA = MIGRATIONS.length;

/** Migrates in one transaction. Throws if a newer release wrote the file: an older one must not change it. */
export function migrate(database: DatabaseSync, now: number): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
    );
    const version = Number(
      database.prepare('SELECT max(version) AS version FROM migrations').get()?.['version'],
    );
    if (version > NEWEST_SCHEMA) {
      throw new DatabaseFileError(
        `The database has schema ${version}, this release knows ${NEWEST_SCHEMA}: start the newer release, or restore a backup from before the upgrade (docs/upgrade.md).`,
      );
    }
    const record = database.prepare('INSERT INTO migrations (version, applied_at) VALUES (?, ?)');
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index < version) continue;
      database.exec(step);
      record.run(index + 1, now);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
