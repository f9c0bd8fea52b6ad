import type { StoreLog } from './store-log.ts';
import type { WalFlush } from './wal-flush.ts';

/** So long after the end of an account: what belongs to it is deleted within. */
const SOON_MS = 1000;
const RETRY_MS = 30_000;

/**
 * Empties SQLite's log after an account ended. Deleted data is overwritten in the database (`secure_delete`), but the log keeps
 * older versions of its pages until it is written over, on a quiet server for months.
 */
export class Erasure {
  readonly #log: WalFlush;
  readonly #logger: StoreLog | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: WalFlush, logger: StoreLog | undefined) {
    this.#log = log;
    this.#logger = logger;
  }

  /** Empties the log a second later; SQLite itself does if the process ends before. */
  soon(pauseMs = SOON_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), pauseMs).unref();
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    try {
      if (await this.#log.empty()) return;
    } catch (error) {
      this.#logger?.warn('could not empty the log of the database, it will be retried', { error });
    }
    this.soon(RETRY_MS);
  }
}
