import { StoreUnavailableError } from '../store.ts';

/** The database file cannot be opened. The message names it and says what to do. */
export class DatabaseFileError extends Error {
  override readonly name = 'DatabaseFileError';
}

// Result codes (sqlite.org/rescode.html).
const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const CANTOPEN = 14;
const NOTADB = 26;

const DAMAGED =
  'is damaged, or not a database. Stop the server, keep a copy of the file and of those beside it, and restore a backup (docs/backup.md)';

const CHOWN = 'Give it to the user of the server, with the files beside it and its folder (chown)';

const WORDS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [CORRUPT, DAMAGED],
  [NOTADB, DAMAGED],
  [BUSY, 'is locked by another program. End that program, and start again'],
  [READONLY, `cannot be written by this user. ${CHOWN}`],
  [CANTOPEN, `cannot be opened by this user. ${CHOWN}`],
  ['EACCES', `cannot be opened by this user. ${CHOWN}`],
  ['EPERM', `cannot be opened by this user. ${CHOWN}`],
  ['EROFS', 'is on a disk that is mounted read-only. Choose another DATA_DIR'],
  ['ENOSPC', 'does not fit on its disk. Make room'],
  [
    'ENOENT',
    'is to be in a folder that cannot be created: a link in its path leads nowhere. Mount its disk, or choose another DATA_DIR',
  ],
  ['ENOTDIR', 'is to be in a folder that is a file. Choose another DATA_DIR'],
  ['EEXIST', 'is to be in a folder that is a file. Choose another DATA_DIR'],
]);

/** Returns the error of a start with the file's name and a remedy; unchanged if it has another cause. */
export function toFileError(error: unknown, file: string): unknown {
  const { code, errcode } = Object(error);
  const words = WORDS.get(code === 'ERR_SQLITE_ERROR' ? Number(errcode) & 0xff : code);
  return words === undefined
    ? error
    : new DatabaseFileError(`The database file ${file} ${words}.`, { cause: error });
}

/** Converts every error of SQLite (busy, full, i/o); returns other errors unchanged. */
export function toStoreError(error: unknown, file: string): unknown {
  const { code, errcode } = Object(error);
  if (code !== 'ERR_SQLITE_ERROR') return error;
  const kind = Number(errcode) & 0xff;
  const words = kind === CORRUPT || kind === NOTADB ? `The database file ${file} ${DAMAGED}` : undefined;
  return new StoreUnavailableError(words ?? 'SQLite cannot answer', { cause: error });
}
