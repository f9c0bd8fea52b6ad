import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseFileError } from './database-errors.ts';
import type { StoreLog } from './store-log.ts';

/** Creates the database's file, for its owner alone, and keeps other users out of it and its folder as far as this user may. */
export function prepareFile(file: string, logger: StoreLog | undefined): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeFolder(dirname(file), basename(file), logger);
  accessSync(dirname(file), constants.W_OK | constants.X_OK);
  try {
    // Only if there is none: closing a file releases all locks of this process on it, SQLite's too.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (Object(error).code !== 'EEXIST') throw error;
  }
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    assertFile(path);
    closeToOthers(path, logger);
  }
}

/** SQLite would say of a folder, or of a link into a disk that is not mounted, that it cannot be opened, as of another owner's file. */
function assertFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  const isLink = stats === undefined && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (isLink) {
    throw new DatabaseFileError(
      `The database file ${path} is a link to a file that does not exist. Mount its disk, or choose another DATA_DIR.`,
    );
  }
  if (stats !== undefined && !stats.isFile()) {
    const kind = stats.isDirectory() ? 'a folder' : 'no file';
    throw new DatabaseFileError(
      `The database file ${path} is ${kind}. Move it away, or choose another DATA_DIR.`,
    );
  }
}

/** Tightens the mode of a file. One of another owner that this user may write is used as it is. */
function closeToOthers(path: string, logger: StoreLog | undefined): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  // SQLite opens a file that it may not write for reading alone, and fails at the first write.
  accessSync(path, constants.R_OK | constants.W_OK);
  if ((stats.mode & 0o777) === 0o600) return;
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    if ((stats.mode & 0o077) === 0) return;
    logger?.warn('could not close a database file to other users', { file: path, error });
  }
}

/** A user who can write into the folder can replace the database. A folder with other files in it is not ours to change. */
function closeFolder(folder: string, name: string, logger: StoreLog | undefined): void {
  const { mode, uid } = statSync(folder);
  if (process.getuid === undefined || (mode & 0o022) === 0) return;
  const isOurs =
    uid === process.getuid() &&
    readdirSync(folder).every(
      (each) => each.startsWith(name) || each.startsWith('demo-') || each === 'backups',
    );
  if (isOurs && (mode & 0o002) !== 0 && close(folder)) {
    logger?.warn('closed the data folder to other users: they could write into it', { folder });
  } else {
    logger?.warn('other users can write into the data folder', { folder });
  }
}

/** False if the disk has no modes, or others made them. */
function close(folder: string): boolean {
  try {
    chmodSync(folder, 0o700);
    return true;
  } catch {
    return false;
  }
}
