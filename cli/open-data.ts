import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DataConfig, loadDataConfig } from '../functions/config/load-config.ts';
import type { Logger } from '../functions/logs/logger.ts';
import { redactText } from '../functions/logs/redact.ts';
import { databaseFile, openStore } from '../functions/open-store.ts';
import type { Store } from '../functions/store/store.ts';
import { type Terminal, UsageError } from './command.ts';

/** The data of the installation that the environment names. */
export interface OpenedData {
  readonly config: DataConfig;
  readonly store: Store;
  readonly logger: Logger;
  /** Names the store for people. */
  readonly place: string;
}

/** Reads the settings of the data; relative folders count from the folder of the call. Throws `ConfigError`. */
export function dataConfig(terminal: Terminal, keys: 'needed' | 'unused'): DataConfig {
  const config = loadDataConfig(terminal.env, { keys });
  return { ...config, dataDir: resolve(terminal.cwd, config.dataDir) };
}

/** Opens the configured store. `undefined`, with a note, if there is no database file and none may be created. */
export async function openData(
  terminal: Terminal,
  options: {
    readonly keys: 'needed' | 'unused';
    readonly create?: boolean;
    /** The name of a Firestore database, as it was given. */
    readonly database?: unknown;
  },
): Promise<OpenedData | undefined> {
  const { database } = options;
  const config = dataConfig(terminal, options.keys);
  const file = databaseFile(config);
  if (config.store === 'sqlite' && typeof database === 'string') {
    throw new UsageError('--database is for Firestore: set STORE=firestore');
  }
  if (config.store === 'sqlite' && options.create !== true && !existsSync(file)) {
    noteMissing(terminal, file);
    return undefined;
  }
  const logger = terminalLogger(terminal);
  const { clock, env } = terminal;
  const named = typeof database === 'string' ? { databaseId: database } : {};
  const store = await openStore({ config, env, clock, logger, ...named });
  return { config, store, logger, place: config.store === 'sqlite' ? file : 'Firestore' };
}

/** Says that there is no database, and what to set. */
export function noteMissing(terminal: Terminal, file: string): void {
  terminal.note(
    `There is no database ${file}. Call this in the folder of the server's .env, or set DATA_DIR to the server's data folder.`,
  );
}

/** A logger that notes warnings and errors, without their details. */
function terminalLogger(terminal: Terminal): Logger {
  const note = (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    const { error } = fields;
    const reason = error instanceof Error ? `: ${error.message}` : '';
    terminal.note(redactText(`${message}${reason}`));
  };
  return { debug: () => {}, info: () => {}, warn: note, error: note };
}

/** Notes that a file that was to be new exists, and returns the exit code 2: the call makes sense under another name. */
export function noteExisting(terminal: Terminal, file: string): number {
  terminal.note(`${file} exists already. Choose another name.`);
  return 2;
}
