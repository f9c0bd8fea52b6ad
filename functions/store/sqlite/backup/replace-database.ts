import { chmodSync, copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { keepOwner } from '../../../keep-owner.ts';
import { isBusy } from '../busy.ts';
import { toFileError } from '../database-errors.ts';
import { flush } from './back-up-database.ts';
import { BackupError, toBackupError } from './backup-error.ts';
import { runSql, type SqlRow } from './run-sql.ts';
import { type DatabaseFacts, verifyDatabase } from './verify-database.ts';

const ENDS = ['', '-wal', '-shm'];

/**
 * Copies a backup to its place beside the database, with the log of a plain copy, and verifies the copy. Rejects with {@link
 * BackupError}.
 */
export async function stageBackup(backup: string, staged: string): Promise<DatabaseFacts> {
  const stats = statSync(backup, { throwIfNoEntry: false });
  if (stats === undefined) throw new BackupError(`There is no file ${backup}.`);
  // Reading a pipe would not end.
  if (!stats.isFile()) throw new BackupError(`${backup} is no file.`);
  dropStaged(staged);
  try {
    for (const end of ['', '-wal']) {
      if (!existsSync(`${backup}${end}`)) continue;
      copyFileSync(`${backup}${end}`, `${staged}${end}`);
      chmodSync(`${staged}${end}`, 0o600);
    }
  } catch (error) {
    throw toBackupError(`${backup} could not be copied to ${staged}`, error);
  }
  try {
    await runSql(staged, [{ sql: 'PRAGMA journal_mode = DELETE' }], { readOnly: false });
  } catch (error) {
    throw new BackupError(`${backup} is damaged, or no database.`, { cause: error });
  }
  const facts = await verifyDatabase(staged, backup);
  await runSql(staged, [{ sql: 'DROP TABLE IF EXISTS backup' }], { readOnly: false });
  return facts;
}

/** Removes a copy that was not put in place. */
export function dropStaged(staged: string): void {
  for (const end of ENDS) rmSync(`${staged}${end}`, { force: true });
}

/** A database that no server uses, held until `release`. */
export interface HeldDatabase {
  /** True if the file cannot be read: then it is not known if a server uses it. */
  readonly isDamaged: boolean;
  /** Reads rows; empty if the file is damaged or missing. */
  read(sql: string): readonly SqlRow[];
  /** Moves the database to `replaced` and the staged copy to its place. Returns true if there was a database. */
  replaceWith(staged: string, replaced: string): Promise<boolean>;
  release(): void;
}

/**
 * Takes the database from every other process. A server holds a shared lock as long as it has the file open, so the mode of its
 * journal cannot change. Throws {@link BackupError} if one does.
 */
export function holdDatabase(file: string): HeldDatabase {
  const database = existsSync(file) ? lock(file) : undefined;
  return {
    isDamaged: database === 'damaged',
    read(sql) {
      if (database === undefined || database === 'damaged') return [];
      try {
        return database.prepare(sql).all();
      } catch {
        return [];
      }
    },
    async replaceWith(staged, replaced) {
      const hadDatabase = ENDS.some((end) => existsSync(`${file}${end}`));
      keepOwner(staged, statSync(existsSync(file) ? file : dirname(file)));
      // A log that stayed would be read as that of the new database.
      for (const end of ['-wal', '-shm']) {
        if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${replaced}${end}`);
      }
      if (existsSync(file)) keepAs(file, replaced);
      renameSync(staged, file);
      await flush(file);
      await flush(dirname(file));
      return hadDatabase;
    },
    release() {
      if (database !== undefined && database !== 'damaged') database.close();
    },
  };
}

/** Gives a file a second name, so that there is a database at every moment; on a disk without links, another name. */
function keepAs(file: string, replaced: string): void {
  try {
    linkSync(file, replaced);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(Object(error).code)) throw error;
    renameSync(file, replaced);
  }
}

function lock(file: string): DatabaseSync | 'damaged' {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 1000 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    // Needs every other connection to be closed; empties the log into the file.
    const mode = database.prepare('PRAGMA journal_mode = DELETE').get()?.['journal_mode'];
    if (mode !== 'delete') throw inUse(file);
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw inUse(file);
    if (error instanceof BackupError) throw error;
    const kind = Number(Object(error).errcode) & 0xff;
    if (kind === CORRUPT || kind === NOTADB) return 'damaged';
    throw toFileError(error, file);
  }
}

// Result codes (sqlite.org/rescode.html).
const CORRUPT = 11;
const NOTADB = 26;

function inUse(file: string): BackupError {
  return new BackupError(`A server is using ${file}. Stop it first, then restore, then start it again.`);
}
