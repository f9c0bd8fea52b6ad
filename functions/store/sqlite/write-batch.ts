import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { BUSY_TIMEOUT_MS, busyPauseMs, isBusy } from './busy.ts';

interface Entry {
  readonly early: boolean;
  /** When it stops waiting for another program, by `performance.now()`. */
  readonly giveUpAt: number;
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
  readonly #check: () => void;
  #entries: Entry[] = [];
  #busyAttempts = 0;
  #flushed: Promise<void> = Promise.resolve();

  /** @param flush `undefined` for a database in memory @param check throws if nothing may be written */
  constructor(database: DatabaseSync, flush: Flush | undefined, check: () => void = () => {}) {
    this.#database = database;
    this.#flush = flush;
    this.#check = check;
  }

  /** Runs `write` in the next transaction, then `committed`. Resolves after the flush, or after the commit if `early`. */
  add<T>(write: () => T, early: boolean, committed: (result: T) => void = () => {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let done: { readonly result: T } | undefined;
      const entry: Entry = {
        early,
        giveUpAt: performance.now() + BUSY_TIMEOUT_MS,
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

  /** Resolves when no write waits any more. */
  async drained(): Promise<void> {
    this.commit();
    while (this.#entries.length > 0) await setTimeout(busyPauseMs(0));
  }

  /**
   * Commits the writes added so far. If one fails, none is written and all reject. If another program is writing, they are tried
   * again in a later turn, together with those that came meanwhile.
   */
  commit(): void {
    const entries = this.#entries;
    if (entries.length === 0) return;
    this.#entries = [];
    try {
      this.#transact(entries);
    } catch (error) {
      const waiting = isBusy(error) ? entries.filter(({ giveUpAt }) => performance.now() < giveUpAt) : [];
      this.#entries = waiting;
      if (waiting.length > 0) void this.#commitLater();
      for (const entry of entries) if (!waiting.includes(entry)) entry.reject(error);
      return;
    }
    this.#busyAttempts = 0;
    if (this.#flush) this.#flushed = this.#flush();
    for (const entry of entries) entry.committed();
    for (const entry of entries) {
      if (entry.early) entry.resolve();
      else this.#flushed.then(entry.resolve, entry.reject);
    }
    // Early writes may have no caller left that waits for the flush.
    this.#flushed.catch(() => {});
  }

  async #commitLater(): Promise<void> {
    await setTimeout(busyPauseMs(this.#busyAttempts++));
    this.commit();
  }

  #transact(entries: readonly Entry[]): void {
    try {
      this.#check();
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
