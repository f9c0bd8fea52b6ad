import { readdirSync } from 'node:fs';
import { timeOfDailyBackup } from '../../maintenance/backup-names.ts';
import type { StoreDeps } from '../deps.ts';
import { type Check, ok, problem, warning } from '../finding.ts';
import { span } from '../words.ts';

/** A daily backup is an hour late at most, unless the server was off. */
const LATE_MS = 2 * 24 * 3_600_000;

/** The daily backups of the embedded database. */
export const backups: Check<StoreDeps> = {
  name: 'backups',
  async run({ config, clock, accounts, backupFolder }) {
    if (config.store !== 'sqlite' || backupFolder === undefined) return [];
    if ((await accounts()).accounts.length === 0) return [];
    if ((config.backupsKept ?? 0) === 0) {
      return [
        warning(
          'Daily backups are off (BACKUPS_KEPT=0).',
          'Set BACKUPS_KEPT, or see to backups yourself (docs/backup.md).',
        ),
      ];
    }
    const times = namesIn(backupFolder).flatMap((name) => timeOfDailyBackup(name) ?? []);
    if (times.length === 0) {
      return [
        warning(
          `There is no backup in ${backupFolder} yet. The server makes one within an hour after the first link.`,
          'If it stays so, the log of the server says why.',
        ),
      ];
    }
    const age = clock.now() - Math.max(...times);
    const found = `The newest daily backup was made ${span(age)} ago.`;
    if (age < LATE_MS) return [ok(found)];
    return [problem(found, 'Is the server running? Its log says why it makes none (docs/backup.md).')];
  },
};

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
