import type { DatabaseSync } from 'node:sqlite';

interface Entry {
  run(): void;
  settle(failure: unknown): void;
}

/** Resolves when everything that was committed until it was called is on the disk. */
export type Flushed = () => Promise<void>;

/**
 * Group commit: the writes of one turn of the event loop share one transaction, and so one flush to the disk. A
 * write is answered after the flush, never before; others see it from the commit on.
 */
export class WriteBatch {
  readonly #database: DatabaseSync;
  readonly #flushed: Flushed | undefined;
  #entries: Entry[] = [];

  /** @param flushed none where there is no disk */
  constructor(database: DatabaseSync, flushed: Flushed | undefined) {
    this.#database = database;
    this.#flushed = flushed;
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
    const settle = (outcome: unknown) => {
      for (const entry of entries) entry.settle(outcome);
    };
    if (failure === undefined && this.#flushed) this.#flushed().then(() => settle(undefined), settle);
    else settle(failure);
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
