import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '../store.ts';
import type { StoreLog } from './store-log.ts';

/** How often reads look at the files; every write does. */
const CHECK_EVERY_MS = 250;

/**
 * Watches that the files of a running database stay its own. Linux lets a process continue with files that were deleted or
 * replaced: all it writes is gone at its end.
 */
export class FileWatch {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #logger: StoreLog | undefined;
  readonly #own: ReadonlyMap<string, string | undefined>;
  #nextCheckAt = 0;
  #isLost = false;

  constructor(database: DatabaseSync, file: string, logger: StoreLog | undefined) {
    this.#database = database;
    this.#file = file;
    this.#logger = logger;
    this.#own = new Map([file, `${file}-wal`].map((path) => [path, identityOf(path)]));
  }

  /** Throws {@link StoreUnavailableError} while a file is deleted or replaced. `isWrite` looks in any case. */
  assertOwn(isWrite: boolean): void {
    if (isWrite || this.#isLost || performance.now() >= this.#nextCheckAt) this.#check();
    if (this.#isLost) throw new StoreUnavailableError('The database file was deleted or replaced');
  }

  /** True if the files are those that were opened. */
  get isOwn(): boolean {
    return [...this.#own].every(([path, identity]) => identityOf(path) === identity);
  }

  #check(): void {
    this.#nextCheckAt = performance.now() + CHECK_EVERY_MS;
    const isLost = !this.isOwn;
    if (isLost && !this.#isLost) this.#onLost();
    if (!isLost && this.#isLost) this.#logger?.warn('the database file is back', { file: this.#file });
    this.#isLost = isLost;
  }

  #onLost(): void {
    this.#logger?.error('the database file was deleted or replaced while the server runs', {
      file: this.#file,
      pid: process.pid,
    });
    // If only the log is gone, this saves what it had.
    if (identityOf(this.#file) !== this.#own.get(this.#file)) return;
    try {
      this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {}
  }
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
