import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '../store.ts';
import { migrate } from './schema.ts';

/** How long a statement waits for another process's write. Writes take milliseconds. */
export const BUSY_TIMEOUT_MS = 5000;

/** Pages of 4 kB at which the log is copied into the database. That blocks for some ms; of a page, only the last version counts. */
const CHECKPOINT_PAGES = 4000;

/**
 * Opens and migrates the database. Folder 0700, file 0600: SQLite gives its `-wal` and `-shm` files the same mode. With WAL,
 * other processes read while one writes. `synchronous = NORMAL` survives `kill -9` but not a power cut, after which a used
 * code or a wrong PIN could come back: so the store flushes the log after every commit (`WalFlush`), and SQLite before it
 * copies the log. `fullfsync` flushes the drive's own cache too, on macOS. `secure_delete` overwrites: an unlinked account
 * is gone from the file too.
 */
export function openDatabase(file: string, now: number): DatabaseSync {
  if (file !== ':memory:') prepareFile(file);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA fullfsync = ON');
    database.exec('PRAGMA checkpoint_fullfsync = ON');
    database.exec('PRAGMA secure_delete = ON');
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(database, now);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    // Only if there is none: closing a file releases all locks of this process on it, SQLite's too.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (Object(error).code !== 'EEXIST') throw error;
  }
  chmodSync(file, 0o600);
}

/** Converts every error of SQLite (busy, full, i/o); returns other errors unchanged. */
export function toStoreError(error: unknown): unknown {
  const isEngine =
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
  return isEngine ? new StoreUnavailableError('SQLite cannot answer', { cause: error }) : error;
}
