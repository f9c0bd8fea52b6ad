import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '../store.ts';
import { repairWal, rewriteWal } from './wal-repair.ts';

/**
 * Flushes SQLite's write-ahead log to the disk, beside the event loop.
 *
 * What SQLite itself does with `synchronous = FULL` at the end of a commit, and blocks the process for, happens here on
 * a thread of the platform's pool. A commit counts as done only when a flush that began after it has ended; commits
 * that come while one is under way share the next.
 *
 * A flush that fails leaves a hole in the log that no later flush fills: whatever waits behind it fails with it, and
 * nothing counts as done until the log has been mended ({@link repairWal}).
 */
export class WalFlush {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #descriptor: number | undefined;
  #isWhole = true;
  #running: Promise<void> | undefined;
  #next: PromiseWithResolvers<void> | undefined;

  /** @param file path of the database; its log lies beside it */
  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#path = `${file}-wal`;
  }

  /** Resolves when everything that was committed until now is on the disk. @throws {StoreUnavailableError} when it cannot be said. */
  flushed(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= Promise.withResolvers();
    return this.#next.promise;
  }

  /** Lets go of the file, when no flush is under way. SQLite removes the log when it closes. */
  async close(): Promise<void> {
    while (this.#running !== undefined) await this.#running.catch(() => {});
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #start(): Promise<void> {
    const running = this.#flush().then(
      () => {
        // At once: there is no moment between two flushes in which a third could begin beside them.
        const next = this.#end();
        if (next) this.#start().then(next.resolve, next.reject);
      },
      (failure: unknown) => {
        this.#end()?.reject(failure);
        throw failure;
      },
    );
    this.#running = running;
    return running;
  }

  /** The one under way is over; who waits for the next. */
  #end(): PromiseWithResolvers<void> | undefined {
    const next = this.#next;
    this.#next = undefined;
    this.#running = undefined;
    return next;
  }

  async #flush(): Promise<void> {
    try {
      // The log exists from the first commit on, for as long as a connection to the database is open.
      this.#descriptor ??= openSync(this.#path, 'r+');
      await (this.#isWhole ? flushed(this.#descriptor) : repairWal(this.#database, this.#descriptor));
      this.#isWhole = true;
    } catch (error) {
      this.#isWhole = false;
      this.#rewrite();
      throw new StoreUnavailableError('The disk cannot be written', { cause: error });
    }
  }

  /** Lest SQLite, by itself, copies a log into the database that has a hole on the disk. The next flush does it properly. */
  #rewrite(): void {
    try {
      if (this.#descriptor !== undefined) rewriteWal(this.#database, this.#descriptor);
    } catch {}
  }
}

function flushed(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) =>
    fdatasync(descriptor, (error) => (error ? reject(error) : resolve())),
  );
}
