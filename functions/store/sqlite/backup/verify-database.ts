import { statSync } from 'node:fs';
import { NEWEST_SCHEMA } from '../schema.ts';
import { BackupError } from './backup-error.ts';
import { runSql, type SqlRow } from './run-sql.ts';

/** The content of a database file that was found whole. */
export interface DatabaseFacts {
  /** Number of documents by collection. */
  readonly documents: Readonly<Record<string, number>>;
  /** Version of the tables. */
  readonly schema: number;
  /** When and by which release the backup was made; absent if the file is a plain copy. */
  readonly backup?: { readonly madeAt: number; readonly product: string };
}

/**
 * Reads a whole database file, which no server may use, and checks that it is intact and that this release knows its tables.
 * `name` stands for the file in messages, if it is the copy of another. Rejects with {@link BackupError}.
 */
export async function verifyDatabase(file: string, name = file): Promise<DatabaseFacts> {
  if (statSync(file).size === 0) throw new BackupError(`${name} is empty.`);
  const [integrity, tables] = await read(file, name, [
    'PRAGMA integrity_check(1)',
    'SELECT name FROM sqlite_schema',
  ]);
  const fault = integrity?.[0]?.['integrity_check'];
  if (fault !== 'ok') throw new BackupError(`${name} is damaged (${String(fault).slice(0, 200)}).`);
  const foreign = new BackupError(
    `${name} has no data of this product. A copy that was made while the server ran needs the file "-wal" beside it.`,
  );
  const names = new Set(tables?.map(({ name: table }) => table));
  if (!names.has('documents') || !names.has('migrations')) throw foreign;
  const [counts, versions, backups] = await read(file, name, [
    'SELECT collection, count(*) AS count FROM documents GROUP BY collection ORDER BY collection',
    'SELECT max(version) AS version FROM migrations',
    ...(names.has('backup') ? ['SELECT made_at, product, documents FROM backup'] : []),
  ]);
  const documents = Object.fromEntries(
    (counts ?? []).map(({ collection, count }) => [String(collection), Number(count)]),
  );
  const schema = Number(versions?.[0]?.['version']);
  if (!(schema >= 1)) throw foreign;
  if (schema > NEWEST_SCHEMA) {
    throw new BackupError(
      `${name} was made by a newer release (schema ${schema}, this release knows ${NEWEST_SCHEMA}): use that release.`,
    );
  }
  const made = backups?.[0];
  const total = Object.values(documents).reduce((sum, count) => sum + count, 0);
  if (made !== undefined && Number(made['documents']) !== total) {
    throw new BackupError(`${name} has ${total} documents, but was made with ${made['documents']}.`);
  }
  const backup = made && { madeAt: Number(made['made_at']), product: String(made['product']) };
  return { documents, schema, ...(backup && { backup }) };
}

async function read(file: string, name: string, statements: readonly string[]): Promise<SqlRow[][]> {
  try {
    return await runSql(
      file,
      statements.map((sql) => ({ sql })),
      { readOnly: true },
    );
  } catch (error) {
    throw new BackupError(`${name} is damaged, or no database.`, { cause: error });
  }
}
