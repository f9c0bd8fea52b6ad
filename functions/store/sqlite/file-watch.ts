import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '../store.ts';
import { FileContents } from './file-contents.ts';
import type { StoreLog } from './store-log.ts';

/** How often reads look at the files; every write does. */
const CHECK_EVERY_MS = 250;

const MESSAGES = {
  lost: 'the database file was deleted or replaced while the server runs',
  damaged: 'the database file or its log was cut or overwritten while the server runs',
} as const;

/**
 * Watches that the files of a running database stay its own and whole. Linux lets a process continue with files that were
 * deleted or replaced: all it writes is gone at its end. With a cut log it would answer from its memory, and lose the rest.
 */
export class FileWatch {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #logger: StoreLog | undefined;
  readonly #own: ReadonlyMap<string, string | undefined>;
  readonly #contents: FileContents | undefined;
  #nextCheckAt = 0;
  #harm: keyof typeof MESSAGES | undefined;

  constructor(database: DatabaseSync, file: string, logger: StoreLog | undefined) {
    this.#database = database;
    this.#file = file;
    this.#logger = logger;
    this.#own = new Map(['', '-wal', '-shm'].map((end) => [`${file}${end}`, identityOf(`${file}${end}`)]));
    this.#contents = openContents(file);
  }

  /** Throws {@link StoreUnavailableError} while a file is deleted, replaced or cut. `isWrite` looks in any case. */
  assertOwn(isWrite: boolean): void {
    if (isWrite || this.#harm !== undefined || performance.now() >= this.#nextCheckAt) this.#check();
    if (this.#harm === 'lost') throw new StoreUnavailableError('The database file was deleted or replaced');
    if (this.#harm !== undefined) throw new StoreUnavailableError('The database file was cut or overwritten');
  }

  /** True if the files are those that were opened, and whole. */
  get isOwn(): boolean {
    return this.#findHarm() === undefined;
  }

  /** Closes what it reads; the database must be closed before. */
  release(): void {
    this.#contents?.release();
  }

  #check(): void {
    this.#nextCheckAt = performance.now() + CHECK_EVERY_MS;
    const harm = this.#findHarm();
    if (harm !== undefined && harm !== this.#harm) this.#onHarm(harm);
    if (harm === undefined && this.#harm !== undefined) {
      this.#logger?.warn('the database file is back', { file: this.#file });
    }
    this.#harm = harm;
  }

  #findHarm(): keyof typeof MESSAGES | undefined {
    if (![...this.#own.keys()].every((path) => this.#isSame(path))) return 'lost';
    return this.#contents?.areIntact() === false ? 'damaged' : undefined;
  }

  #isSame(path: string): boolean {
    return identityOf(path) === this.#own.get(path);
  }

  #onHarm(harm: keyof typeof MESSAGES): void {
    this.#logger?.error(MESSAGES[harm], { file: this.#file, pid: process.pid });
    // If only the log is gone, this saves what it had. What was cut is left as it is, to be rescued from.
    if (harm !== 'lost' || [this.#file, `${this.#file}-shm`].some((path) => !this.#isSame(path))) return;
    try {
      this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {}
  }
}

function openContents(file: string): FileContents | undefined {
  try {
    return new FileContents(file);
  } catch {
    // Without the index nothing is known about the sizes.
    return undefined;
  }
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
