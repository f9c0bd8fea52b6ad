import type { DatabaseSync } from 'node:sqlite';

interface Entry {
  /** True if the write resolves after the commit, without the flush. */
  readonly early: boolean;
  run(): void;
  committed(): void;
  resolve(): void;
  reject(failure: unknown): void;
}

let commits = 0;

/** How many transactions this process has committed, to whatever database. */
export function commitCount(): number {
  return commits;
}

/** Brings everything that was committed until it is called to the disk. */
type Flush = () => Promise<void>;

/**
 * Group commit: the writes of one turn of the event loop share one transaction, and so one flush to the disk. Others see a
 * write from the commit on. It is answered after the flush, or after the commit where that was all that was wanted.
 */
export class WriteBatch {
  readonly #database: DatabaseSync;
  readonly #flush: Flush | undefined;
  #entries: Entry[] = [];
  #flushed: Promise<void> = Promise.resolve();

  /** @param flush none where there is no disk */
  constructor(database: DatabaseSync, flush: Flush | undefined) {
    this.#database = database;
    this.#flush = flush;
  }

  /**
   * Runs `write` in the next transaction and `committed` with its result right after it. Resolves with the result after
   * the flush, or after the commit where the write is `early`.
   */
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
      // setImmediate keeps the process alive until the write is done: it is work, not waiting.
      if (this.#entries.push(entry) === 1) setImmediate(() => this.commit());
    });
  }

  /** Resolves when everything that was committed until now is on the disk. */
  get flushed(): Promise<void> {
    return this.#flushed;
  }

  /** Commits what has been added so far. When anything fails nothing of the batch happens, and all of it rejects. */
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
    // Where nobody asks any more, a failure has nobody to tell.
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
