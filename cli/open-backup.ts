// The backups of the embedded database. Wiring only: the one file of the command line that names its adapter.
import type { Clock } from '../functions/clock.ts';
import { openSqliteStore } from '../functions/store/sqlite/sqlite.ts';
import type { Store } from '../functions/store/store.ts';

export { backUpDatabase } from '../functions/store/sqlite/backup/back-up-database.ts';
export { BackupError, toBackupError } from '../functions/store/sqlite/backup/backup-error.ts';
export { dropStaged, holdDatabase, stageBackup } from '../functions/store/sqlite/backup/replace-database.ts';

/** Opens a copy of a database that no server uses. */
export function openCopy(file: string, clock: Clock): Store {
  return openSqliteStore({ file, clock });
}
