import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, MAX_SKEW_MS } from '../clock.ts';
import type { Logger } from '../logs/logger.ts';
import { FOREVER } from '../store/document-rules.ts';
import type { Store } from '../store/store.ts';
import { backupName, timeOfDailyBackup } from './backup-names.ts';

const DAY_MS = 24 * 3_600_000;

interface DailyBackupDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: Pick<Store, 'dueKeys'>;
  /** The folder of the backups, created if missing. */
  readonly folder: string;
  /** Number of daily backups to keep; 0 makes none, and deletes none. */
  readonly kept: number;
  /** Writes a verified backup; returns its number of accounts. */
  readonly backUp: (to: string, now: number) => Promise<number>;
}

/**
 * Creates the schedule of daily backups. A call makes one if the newest is a day old and an account is linked, and deletes the
 * oldest beyond those to keep; others in the folder stay. Call it about once an hour. Never rejects.
 */
export function createDailyBackup(deps: DailyBackupDeps): () => Promise<void> {
  const { clock, logger, store, folder, kept, backUp } = deps;
  const isDue = async (now: number): Promise<boolean> => {
    // A backup "from later" was named before the clock was set back, and counts for nothing.
    const isNew = (time: number) => time > now - DAY_MS && time <= now + MAX_SKEW_MS;
    if (dailyBackups(folder).some(({ time }) => isNew(time))) return false;
    return (await store.dueKeys('accounts', { until: FOREVER, limit: 1 })).length > 0;
  };
  return async () => {
    if (kept === 0) return;
    const now = clock.now();
    try {
      if (!(await isDue(now))) return;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      dropUnfinished(folder, now);
      const file = join(folder, backupName('daily', now));
      const accounts = await backUp(file, now);
      const old = dailyBackups(folder)
        .sort((one, two) => two.time - one.time)
        .slice(kept);
      for (const { name } of old) rmSync(join(folder, name), { force: true });
      logger.info('daily backup made', { file, accounts, ms: clock.now() - now });
    } catch (error) {
      logger.error('could not make the daily backup', { folder, error });
    }
  };
}

function dailyBackups(folder: string): { readonly name: string; readonly time: number }[] {
  return namesIn(folder).flatMap((name) => {
    const time = timeOfDailyBackup(name);
    return time === undefined ? [] : [{ name, time }];
  });
}

/** Deletes what a killed process left. */
function dropUnfinished(folder: string, now: number): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if (/\.partial(-journal)?$/.test(name) && statSync(path).mtimeMs < now - DAY_MS)
      rmSync(path, { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (Object(error).code === 'ENOENT') return [];
    throw error;
  }
}
