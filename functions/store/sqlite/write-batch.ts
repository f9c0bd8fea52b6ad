import type { DatabaseSync } from 'node:sqlite';

interface Entry {
  readonly early: boolean;
  run(): void;
  committed(): void;
  resolve(): void;
  reject(failure: unknown): void;
}

let commits = 0;

/** Returns the number of transactions that this process has committed to any database. */
export function commitCount(): number {
  return commits;
}

/** Resolves when all commits so far are on the disk. */
type Flush = () => Promise<void>;

/** Group commit: writes of one turn of the event loop share a transaction and a flush. Other processes see each commit. */
export class WriteBatch {
  readonly #database: DatabaseSync;
  readonly #flush: Flush | undefined;
  #entries: Entry[] = [];
  #flushed: Promise<void> = Promise.resolve();

  /** @param flush `undefined` for a database in memory */
  constructor(database: DatabaseSync, flush: Flush | undefined) {
    this.#database = database;
    this.#flush = flush;
  }

  /** Runs `write` in the next transaction, then `committed`. Resolves after the flush, or after the commit if `early`. */
  add<T>(write: () => T, early: boolean, committed: (result: T) => void = () => {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let done: { readonly result: T } | undefined;
      const entry: Entry = {
        early,
        run: () => {
          done = { result: write() };
        },
        committed: () => done && committed(done.result),
        resolve: () => done && resolve(done.result),
        reject,
      };
      // setImmediate keeps the process alive until the write is done.
      if (this.#entries.push(entry) === 1) setImmediate(() => this.commit());
    });
  }

  get flushed(): Promise<void> {
    return this.#flushed;
  }

  /** Commits the writes added so far. If one fails, none is written and all reject. */
  commit(): void {
    const entries = this.#entries;
    if (entries.length === 0) return;
    this.#entries = [];
    try {
      this.#transact(entries);
    } catch (error) {
      for (const entry of entries) entry.reject(error);
      return;
    }
    if (this.#flush) this.#flushed = this.#flush();
    for (const entry of entries) entry.committed();
    for (const entry of entries) {
      if (entry.early) entry.resolve();
      else this.#flushed.then(entry.resolve, entry.reject);
    }
    // Early writes may have no caller left that waits for the flush.
    this.#flushed.catch(() => {});
  }

  #transact(entries: readonly Entry[]): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const entry of entries) entry.run();
      this.#database.exec('COMMIT');
      commits += 1;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
