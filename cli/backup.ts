import { existsSync, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { keepOwner } from '../functions/keep-owner.ts';
import { backupName } from '../functions/maintenance/backup-names.ts';
import { backupFolder, databaseFile } from '../functions/open-store.ts';
import { VERSION } from '../functions/version.ts';
import type { Command } from './command.ts';
import { BackupError, backUpDatabase, toBackupError } from './open-backup.ts';
import { dataConfig, noteExisting, noteMissing } from './open-data.ts';

/** Firestore backs itself up. */
const FIRESTORE =
  'The data is in Firestore, which makes backups itself: docs/backup.md shows how. "export" copies everything into a file.';

/** `backup`: a verified copy of the embedded database. */
export const backup: Command = {
  description:
    'Writes a verified backup of the embedded database, also while the server runs. The file is for its owner alone. It is of no use without ENCRYPTION_KEYS: keep those in another place.',
  options: {
    to: { type: 'string', value: 'FILE', help: 'The file to write; default a new one in DATA_DIR/backups' },
  },
  async run(terminal, { values }) {
    const config = dataConfig(terminal, 'unused');
    if (config.store === 'firestore') {
      terminal.note(FIRESTORE);
      return 1;
    }
    const file = databaseFile(config);
    if (!existsSync(file)) {
      noteMissing(terminal, file);
      return 1;
    }
    const now = terminal.clock.now();
    const { to } = values;
    const folder = backupFolder(config);
    const target =
      typeof to === 'string' ? resolve(terminal.cwd, to) : resolve(folder, backupName('backup', now));
    if (existsSync(target)) return noteExisting(terminal, target);
    try {
      if (typeof to !== 'string') openFolder(folder, file);
      const { documents, schema } = await backUpDatabase({ file, to: target, now, product: VERSION });
      if (typeof to !== 'string') keepOwner(target, statSync(file));
      const { accounts = 0 } = documents;
      const total = Object.values(documents).reduce((sum, count) => sum + count, 0);
      terminal.print(target);
      terminal.note(
        `Verified: ${accounts} ${accounts === 1 ? 'account' : 'accounts'}, ${total} documents, schema ${schema}, release ${VERSION}. Keep ENCRYPTION_KEYS too, in another place.`,
      );
      return 0;
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      terminal.note(error.message);
      return 1;
    }
  },
};

/** Creates the folder of the backups for the owner of the database: the daily backups go there, too. Throws {@link BackupError}. */
function openFolder(folder: string, database: string): void {
  try {
    const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
    if (isNew) keepOwner(folder, statSync(database));
  } catch (error) {
    throw toBackupError(`The folder ${folder} could not be created`, error);
  }
}
