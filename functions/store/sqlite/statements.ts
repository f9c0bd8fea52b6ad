import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * Parameters: collection, latest due time, due time and id of the previous page's last document, present, limit. `LIMIT ? + 0`:
 * SQLite plans by a bare parameter's value, so it would prepare the statement again for each run, 30 µs in place of 2.
 */
const FROM_DUE = `FROM documents
        WHERE collection = ? AND due_at IS NOT NULL AND due_at <= ? AND (due_at, id) > (?, ?)
          AND (expire_at IS NULL OR expire_at > ?)
        ORDER BY due_at, id LIMIT ? + 0`;

// The last parameter of get, create, replace, postpone and delete is the present: an expired document does not exist.
const READS = {
  get: `SELECT revision, data, expire_at FROM documents
        WHERE collection = ? AND id = ? AND (expire_at IS NULL OR expire_at > ?)`,
  due: `SELECT id, revision, data, due_at, expire_at ${FROM_DUE}`,
  dueKeys: `SELECT id, due_at ${FROM_DUE}`,
  list: `SELECT id, revision, data, due_at, expire_at FROM documents
         WHERE collection = ? AND id > ? AND id < ? AND (expire_at IS NULL OR expire_at > ?) ORDER BY id LIMIT ? + 0`,
} as const;

const WRITES = {
  create: `INSERT INTO documents (collection, id, revision, data, expire_at, due_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (collection, id) DO UPDATE SET
             revision = excluded.revision, data = excluded.data,
             expire_at = excluded.expire_at, due_at = excluded.due_at, claims = 0
           WHERE documents.expire_at <= ?`,
  replace: `UPDATE documents SET revision = ?, data = ?, expire_at = ?, due_at = ?, claims = 0
            WHERE collection = ? AND id = ? AND revision = ? AND (expire_at IS NULL OR expire_at > ?)`,
  delete: `DELETE FROM documents
           WHERE collection = ? AND id = ? AND revision = ? AND (expire_at IS NULL OR expire_at > ?)`,
  claimable: `SELECT id, due_at, claims ${FROM_DUE}`,
  // The revision stays, here and below: no write that started before has to be repeated.
  claim: 'UPDATE documents SET due_at = ?, claims = ? WHERE collection = ? AND id = ?',
  postpone: `UPDATE documents SET due_at = ?
             WHERE collection = ? AND id = ? AND revision = ? AND (expire_at IS NULL OR expire_at > ?)`,
  sweep: `DELETE FROM documents WHERE rowid IN (SELECT rowid FROM documents WHERE expire_at <= ? LIMIT ? + 0)
          RETURNING collection`,
} as const;

type Prepared<Sql> = Readonly<Record<keyof Sql, StatementSync>>;

/** The prepared statements of the store: parsing one takes longer than running it. */
export interface SqliteStatements extends Prepared<typeof READS> {
  /** Prepared with the first write: a file that is only read may have the schema of an earlier release. */
  readonly writes: Prepared<typeof WRITES>;
}

/** Prepares the statements. */
export function prepareStatements(database: DatabaseSync): SqliteStatements {
  let writes: Prepared<typeof WRITES> | undefined;
  return {
    get: database.prepare(READS.get),
    due: database.prepare(READS.due),
    dueKeys: database.prepare(READS.dueKeys),
    list: database.prepare(READS.list),
    get writes() {
      writes ??= prepareWrites(database);
      return writes;
    },
  };
}

function prepareWrites(database: DatabaseSync): Prepared<typeof WRITES> {
  return {
    create: database.prepare(WRITES.create),
    replace: database.prepare(WRITES.replace),
    delete: database.prepare(WRITES.delete),
    claimable: database.prepare(WRITES.claimable),
    claim: database.prepare(WRITES.claim),
    postpone: database.prepare(WRITES.postpone),
    sweep: database.prepare(WRITES.sweep),
  };
}
