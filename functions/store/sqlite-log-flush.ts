import { closeSync, fdatasync, openSync } from 'node:fs';
import { StoreUnavailable } from './store.ts';

/**
 * Flushes SQLite's write-ahead log to the disk, beside the event loop.
 *
 * What SQLite itself does with `synchronous = FULL` at the end of a commit, and blocks the process for, happens here on
 * a thread of the platform's pool. A commit counts as done only when a flush that began after it has ended; commits
 * that come while one is under way share the next.
 */
export class LogFlush {
  readonly #path: string;
  #descriptor: number | undefined;
  #running: Promise<void> | undefined;
  #next: PromiseWithResolvers<void> | undefined;

  /** @param file path of the database; its log lies beside it */
  constructor(file: string) {
    this.#path = `${file}-wal`;
  }

  /** Resolves when everything that was committed until now is on the disk. @throws {StoreUnavailable} when it cannot be said. */
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
    const running = this.#flush().finally(() => {
      const next = this.#next;
      this.#next = undefined;
      this.#running = undefined;
      // At once: there is no moment between two flushes in which a third could begin beside them.
      if (next) this.#start().then(next.resolve, next.reject);
    });
    this.#running = running;
    return running;
  }

  #flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error: unknown) => {
        if (error) reject(new StoreUnavailable('The disk cannot be written', { cause: error }));
        else resolve();
      };
      try {
        // The log exists from the first commit on, for as long as a connection to the database is open.
        this.#descriptor ??= openSync(this.#path, 'r+');
        fdatasync(this.#descriptor, end);
      } catch (error) {
        end(error);
      }
    });
  }
}
