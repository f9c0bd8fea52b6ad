import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Its parameters are the collection, the latest moment, the place behind which a page begins, the present and the limit. */
const WHAT_IS_DUE = `FROM documents
        WHERE collection = ? AND due_at IS NOT NULL AND due_at <= ? AND (due_at, id) > (?, ?)
          AND (expire_at IS NULL OR expire_at > ?)
        ORDER BY due_at, id LIMIT ?`;

// The last parameter of get, replace and delete, and of create, is the present: an expired document is none.
const SQL = {
  get: `SELECT revision, data, expire_at FROM documents
        WHERE collection = ? AND id = ? AND (expire_at IS NULL OR expire_at > ?)`,
  create: `INSERT INTO documents (collection, id, revision, data, expire_at, due_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (collection, id) DO UPDATE SET
             revision = excluded.revision, data = excluded.data,
             expire_at = excluded.expire_at, due_at = excluded.due_at
           WHERE documents.expire_at <= ?`,
  replace: `UPDATE documents SET revision = ?, data = ?, expire_at = ?, due_at = ?
            WHERE collection = ? AND id = ? AND revision = ? AND (expire_at IS NULL OR expire_at > ?)`,
  delete: `DELETE FROM documents
           WHERE collection = ? AND id = ? AND revision = ? AND (expire_at IS NULL OR expire_at > ?)`,
  due: `SELECT id, revision, data, due_at, expire_at ${WHAT_IS_DUE}`,
  dueKeys: `SELECT id, due_at ${WHAT_IS_DUE}`,
  sweep: `DELETE FROM documents WHERE rowid IN (SELECT rowid FROM documents WHERE expire_at <= ? LIMIT ?)`,
} as const;

/** Every statement of the store, prepared: parsing one costs more than running it. */
export type SqliteStatements = Readonly<Record<keyof typeof SQL, StatementSync>>;

/** Prepares the statements on a database of the newest schema. */
export function prepareStatements(database: DatabaseSync): SqliteStatements {
  return {
    get: database.prepare(SQL.get),
    create: database.prepare(SQL.create),
    replace: database.prepare(SQL.replace),
    delete: database.prepare(SQL.delete),
    due: database.prepare(SQL.due),
    dueKeys: database.prepare(SQL.dueKeys),
    sweep: database.prepare(SQL.sweep),
  };
}
