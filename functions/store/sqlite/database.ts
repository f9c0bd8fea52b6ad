import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { BUSY_TIMEOUT_MS, whenFreeBlocking } from './busy.ts';
import { toFileError } from './database-errors.ts';
import { prepareFile } from './file-access.ts';
import { migrate } from './schema.ts';
import type { StoreLog } from './store-log.ts';
import { emptyWal } from './wal-repair.ts';

/** Pages of 4 kB at which the log is copied into the database. That blocks for some ms; of a page, only the last version counts. */
const CHECKPOINT_PAGES = 4000;

/**
 * Opens and migrates the database. Folder 0700, file 0600: SQLite gives its `-wal` and `-shm` files the same mode. With WAL,
 * other processes read while one writes. `synchronous = NORMAL` survives `kill -9` but not a power cut, after which a used
 * code or a wrong PIN could come back: so the store flushes the log after every commit (`WalFlush`), and SQLite before it
 * copies the log. `fullfsync` flushes the drive's own cache too, on macOS. `secure_delete` overwrites: an unlinked account
 * is gone from the file too. @throws {DatabaseFileError} that says what to do
 */
export function openDatabase(file: string, now: number, logger: StoreLog | undefined): DatabaseSync {
  try {
    if (file !== ':memory:') prepareFile(file, logger);
    // Of processes that create a file at the same time, SQLite refuses all but one to change its journal, without waiting.
    return whenFreeBlocking(() => open(file, now));
  } catch (error) {
    throw toFileError(error, file);
  }
}

/**
 * Opens an existing database for reading alone, beside a serving server or where none runs, and leaves no file behind. Without a log beside it
 * no process has it open, and SQLite, which would create one, takes it as it is. @throws {DatabaseFileError} that says what to do
 */
export function openDatabaseToRead(file: string): DatabaseSync {
  try {
    const isOpenElsewhere = existsSync(`${file}-wal`);
    const location = isOpenElsewhere ? file : `${pathToFileURL(file).href}?immutable=1`;
    return new DatabaseSync(location, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw toFileError(error, file);
  }
}

function open(file: string, now: number): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA fullfsync = ON');
    database.exec('PRAGMA checkpoint_fullfsync = ON');
    database.exec('PRAGMA secure_delete = ON');
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(database, now);
    markStart(database);
    // SQLite would wait asleep, and all requests with it: `busy.ts` waits in its place.
    database.exec('PRAGMA busy_timeout = 0');
    emptyLeftLog(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Marks the header of the file with a number of this start, so that an older copy that is written over it shows, also if it is as long.
 * A full disk does not keep the server from starting.
 */
function markStart(database: DatabaseSync): void {
  try {
    database.exec(`PRAGMA user_version = ${randomInt(1, 2 ** 31)}`);
  } catch {}
}

/** Empties the log that a killed process left: it may hold accounts that ended. */
function emptyLeftLog(database: DatabaseSync): void {
  try {
    emptyWal(database);
  } catch {}
}
