import type { DatabaseSync } from 'node:sqlite';

interface Entry {
  run(): void;
  settle(failure: unknown): void;
}

/**
 * Group commit: the writes of one turn of the event loop share one transaction, and so one flush to the disk. A
 * flush costs milliseconds and blocks the process; without grouping a burst of writes would pay it each. A write
 * is answered after the commit, never before.
 */
export class WriteBatch {
  readonly #database: DatabaseSync;
  #entries: Entry[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs `write` in the next transaction; resolves with its result when that is on the disk. */
  add<T>(write: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let answer: () => void = () => {};
      const entry: Entry = {
        run: () => {
          const result = write();
          answer = () => resolve(result);
        },
        settle: (failure) => (failure === undefined ? answer() : reject(failure)),
      };
      // setImmediate keeps the process alive until the write is done: it is work, not waiting.
      if (this.#entries.push(entry) === 1) setImmediate(() => this.flush());
    });
  }

  /** Commits what has been added so far. When anything fails nothing of the batch happens, and all of it rejects. */
  flush(): void {
    const entries = this.#entries;
    if (entries.length === 0) return;
    this.#entries = [];
    const failure = this.#commit(entries);
    for (const entry of entries) entry.settle(failure);
  }

  #commit(entries: readonly Entry[]): unknown {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const entry of entries) entry.run();
      this.#database.exec('COMMIT');
      return undefined;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      return error;
    }
  }
}
