import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '../store.ts';
import { emptyWal, repairWal, rewriteWal } from './wal-repair.ts';

/**
 * Flushes SQLite's log on a thread: `synchronous = FULL` would block the process. Commits during a flush share the next one.
 * A failed flush leaves a hole that no later flush fills: commits behind it fail too, until the log is repaired ({@link
 * repairWal}).
 */
export class WalFlush {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #descriptor: number | undefined;
  #isWhole = true;
  #running: Promise<void> | undefined;
  #next: PromiseWithResolvers<void> | undefined;

  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#path = `${file}-wal`;
  }

  /** Resolves when all commits so far are on the disk. @throws {StoreUnavailableError} if that is not certain. */
  flushed(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= Promise.withResolvers();
    return this.#next.promise;
  }

  /** Empties the log, on the disk too; `false` if it cannot now: another process reads it, or it is not whole. */
  async empty(): Promise<boolean> {
    while (this.#running !== undefined) await this.#running.catch(() => {});
    if (!this.#isWhole || !emptyWal(this.#database)) return false;
    await this.flushed();
    return true;
  }

  /**
   * Copies the log into the database, on the disk too, and leaves its file as long as it is: a write into it is flushed sooner
   * than one that makes it grow. `false` if not all could be copied: another process reads an older state, or the log is not
   * whole.
   */
  async copy(): Promise<boolean> {
    while (this.#running !== undefined) await this.#running.catch(() => {});
    if (!this.#isWhole) return false;
    const { busy, log, checkpointed } = this.#database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {};
    return busy === 0 && log === checkpointed;
  }

  /** Closes the file after the flush under way. SQLite removes the log when it closes. */
  async close(): Promise<void> {
    while (this.#running !== undefined) await this.#running.catch(() => {});
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #start(): Promise<void> {
    const running = this.#flush().then(
      () => {
        // Starts the next one synchronously, so that no third flush can start in between.
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

  /** Ends the flush under way; returns the commits that wait for the next. */
  #end(): PromiseWithResolvers<void> | undefined {
    const next = this.#next;
    this.#next = undefined;
    this.#running = undefined;
    return next;
  }

  async #flush(): Promise<void> {
    try {
      // The log exists from the first commit on while a connection is open.
      this.#descriptor ??= openSync(this.#path, 'r+');
      await (this.#isWhole ? flushed(this.#descriptor) : repairWal(this.#database, this.#descriptor));
      this.#isWhole = true;
    } catch (error) {
      this.#isWhole = false;
      this.#rewrite();
      throw new StoreUnavailableError('The disk cannot be written', { cause: error });
    }
  }

  /** Rewrites the log, because SQLite may copy it into the database while it has a hole. The next flush repairs it. */
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
