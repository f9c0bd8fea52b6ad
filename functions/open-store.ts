import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import type { Config } from './config/config.ts';
import { firestoreAddress } from './config/firestore-address.ts';
import type { Logger } from './logs/logger.ts';
import type { ReadStore, Store } from './store/store.ts';

interface OpenStoreParts {
  readonly config: Pick<Config, 'store' | 'dataDir'>;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The Firestore database; default that of the project. */
  readonly databaseId?: string;
}

/** Returns the file of the embedded database. */
export function databaseFile({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'store.sqlite');
}

/** Returns the folder of the backups of the embedded database. */
export function backupFolder({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'backups');
}

/** Opens the store that is configured. Rejects with `DatabaseFileError` if its file cannot be used. */
export async function openStore({ config, env, clock, logger, databaseId }: OpenStoreParts): Promise<Store> {
  switch (config.store) {
    case 'firestore': {
      const { openFirestoreStore } = await import('./store/firestore/firestore.ts');
      return openFirestoreStore({
        ...firestoreAddress(env),
        ...(databaseId !== undefined && { databaseId }),
        clock,
      });
    }
    case 'sqlite': {
      const { openSqliteStore } = await import('./store/sqlite/sqlite.ts');
      return openSqliteStore({ file: databaseFile(config), clock, logger });
    }
  }
}

/** Opens the configured store for reading alone; `undefined` if it is a file that does not exist yet. Rejects as {@link openStore}. */
export async function openStoreToRead({
  config,
  env,
  clock,
}: Omit<OpenStoreParts, 'logger'>): Promise<ReadStore | undefined> {
  if (config.store === 'firestore') {
    const { openFirestoreStore } = await import('./store/firestore/firestore.ts');
    return openFirestoreStore({ ...firestoreAddress(env), clock });
  }
  const file = databaseFile(config);
  // An empty one was created by a start that did not get further.
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return undefined;
  const { openSqliteStoreToRead } = await import('./store/sqlite/sqlite.ts');
  return openSqliteStoreToRead({ file, clock });
}
