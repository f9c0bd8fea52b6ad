import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { timeForNames } from '../functions/maintenance/backup-names.ts';
import { exportData } from '../functions/maintenance/export-data.ts';
import { VERSION } from '../functions/version.ts';
import type { Command } from './command.ts';
import { noteExisting, openData } from './open-data.ts';

/** `export`: everything that lasts, in one file that any store takes. */
export const exportCommand: Command = {
  description:
    'Writes all accounts into one file, from SQLite or Firestore (STORE), to import them into another installation or to keep them. Secrets in it stay sealed: it is of no use without ENCRYPTION_KEYS, which you move separately.',
  options: {
    to: {
      type: 'string',
      value: 'FILE',
      help: 'The file to write; default locks-TIME.export in this folder',
    },
    database: { type: 'string', value: 'NAME', help: 'The Firestore database to read; default (default)' },
  },
  async run(terminal, { values: { to, database } }) {
    const now = terminal.clock.now();
    const file = resolve(terminal.cwd, typeof to === 'string' ? to : `locks-${timeForNames(now)}.export`);
    if (existsSync(file)) return noteExisting(terminal, file);
    const data = await openData(terminal, { keys: 'unused', database });
    if (data === undefined) return 1;
    try {
      const counts = await exportData({ store: data.store, to: file, product: VERSION, now });
      const { accounts, identities, states, endings, guests } = counts;
      terminal.print(file);
      terminal.note(
        `Verified: accounts ${accounts}, identities ${identities}, states ${states}, endings ${endings}, guests ${guests}, from ${data.place}. Keep ENCRYPTION_KEYS too, in another place.`,
      );
      return 0;
    } catch (error) {
      if (!isExplained(error)) throw error;
      terminal.note(`Nothing was exported: ${Object(error).message}`);
      return 1;
    } finally {
      await data.store.close();
    }
  },
};

/** True if the message of an error says enough for a person: the store is out of reach, the file cannot be written or read. */
export function isExplained(error: unknown): boolean {
  const { name, syscall } = Object(error);
  return name === 'StoreUnavailableError' || name === 'ExportFileError' || typeof syscall === 'string';
}
