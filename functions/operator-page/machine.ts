import type { Environment } from '../config/setting-reader.ts';

/** The facts about the machine that the checks need. */
export interface OperatorMachine {
  readonly env: Environment;
  /** The settings file, if there may be one. */
  readonly envFile?: string;
  /** The folder of the daily backups, where there are any. */
  readonly backupFolder?: string;
}
