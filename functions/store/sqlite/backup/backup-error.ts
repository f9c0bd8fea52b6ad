/** A backup cannot be made or used. The message says why, and what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** Result codes of SQLite (sqlite.org/rescode.html) and of the file system, in words. */
const REASONS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [5, 'another program holds the database'],
  [10, 'the disk failed, or is full'],
  [11, 'the database is damaged'],
  [13, 'the disk is full'],
  [14, 'a file cannot be opened by this user'],
  [26, 'the database is damaged'],
  ['ENOENT', 'its folder does not exist'],
  ['ENOTDIR', 'its folder is a file'],
  ['EACCES', 'this user may not write there'],
  ['EROFS', 'the disk is mounted read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk is full for this user'],
  ['EEXIST', 'a file has that name'],
  ['EISDIR', 'it is a folder'],
  ['ENAMETOOLONG', 'the name is too long'],
]);

/** Returns the reason of a failure in words that continue a sentence. */
export function reasonOf(error: unknown): string {
  const { code, errcode, message } = Object(error);
  return REASONS.get(code === 'ERR_SQLITE_ERROR' ? Number(errcode) & 0xff : code) ?? String(message);
}

/** Returns an error that says what could not be done and why. */
export function toBackupError(what: string, error: unknown): BackupError {
  return new BackupError(`${what}: ${reasonOf(error)}.`, { cause: error });
}
