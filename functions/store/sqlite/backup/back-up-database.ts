import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BackupError, toBackupError } from './backup-error.ts';
import { runSql } from './run-sql.ts';
import { type DatabaseFacts, verifyDatabase } from './verify-database.ts';

/** The end of the name of a backup that is not finished. */
const PARTIAL = '.partial';

/**
 * Writes a verified backup of a database that a server may be using: one file, for its owner alone, under its name only once it
 * is whole and on the disk. `VACUUM INTO` copies one snapshot of the log and the database, however many writes go on, and none
 * of the pages on which something was deleted. Expired documents, sessions and codes stay out. Rejects with {@link
 * BackupError}.
 */
export async function backUpDatabase(options: {
  readonly file: string;
  /** The backup; its folder must exist, it must not. */
  readonly to: string;
  /** Ms since the epoch. */
  readonly now: number;
  /** Version of the product, for the record. */
  readonly product: string;
}): Promise<DatabaseFacts> {
  const { file, to, now, product } = options;
  if (existsSync(to)) throw new BackupError(`${to} exists already. Choose another name.`);
  const partial = `${to}.${randomUUID().slice(0, 8)}${PARTIAL}`;
  try {
    // SQLite takes an empty file, with the mode that it has.
    closeSync(openSync(partial, 'wx', 0o600));
    await runSql(file, [{ sql: 'VACUUM INTO ?', values: [partial] }], { readOnly: true });
    await runSql(partial, finish(now, product), { readOnly: false });
    const facts = await verifyDatabase(partial, to);
    await flush(partial);
    renameSync(partial, to);
    await flush(dirname(to));
    return facts;
  } catch (error) {
    if (Object(error).code !== 'ENAMETOOLONG') {
      for (const path of [partial, `${partial}-journal`]) rmSync(path, { force: true });
    }
    if (error instanceof BackupError) throw error;
    throw toBackupError(`The backup ${to} could not be made`, error);
  }
}

function finish(now: number, product: string) {
  return [
    { sql: 'PRAGMA secure_delete = ON' },
    {
      sql: "DELETE FROM documents WHERE expire_at <= ? OR collection IN ('sessions', 'codes')",
      values: [now],
    },
    { sql: 'DROP TABLE IF EXISTS backup' },
    {
      sql: 'CREATE TABLE backup (made_at INTEGER NOT NULL, product TEXT NOT NULL, documents INTEGER NOT NULL) STRICT',
    },
    { sql: 'INSERT INTO backup SELECT ?, ?, count(*) FROM documents', values: [now, product] },
  ];
}

/** Flushes a file or folder; Windows flushes no folders. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch (error) {
    if (!['EPERM', 'EISDIR', 'EINVAL'].includes(Object(error).code)) throw error;
  } finally {
    await handle?.close();
  }
}
