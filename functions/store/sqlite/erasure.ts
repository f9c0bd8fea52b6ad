import type { StoreLog } from './store-log.ts';
import type { WalFlush } from './wal-flush.ts';

/** So long after the end of an account: what belongs to it is deleted within. */
const SOON_MS = 1000;
/** So long after the last write, the database file alone has everything. */
export const IDLE_MS = 10_000;
const RETRY_MS = 30_000;

/**
 * Empties SQLite's log into the database after an account ended, and when nothing is written for a while. Deleted data is overwritten in
 * the database (`secure_delete`), but the log keeps older versions of its pages until it is written over, on a quiet server for months;
 * and a copy of the database without its log would lack what is in the log.
 */
export class Erasure {
  readonly #log: WalFlush;
  readonly #logger: StoreLog | undefined;
  readonly #idleMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isIdleTimer = false;
  #isCancelled = false;

  constructor(log: WalFlush, logger: StoreLog | undefined, idleMs = IDLE_MS) {
    this.#log = log;
    this.#logger = logger;
    this.#idleMs = idleMs;
  }

  /** Empties the log a second later; SQLite itself does if the process ends before. */
  soon(pauseMs = SOON_MS): void {
    clearTimeout(this.#timer);
    if (this.#isCancelled) return;
    this.#isIdleTimer = false;
    this.#timer = setTimeout(() => void this.#run(), pauseMs).unref();
  }

  /** Empties the log unless another write follows soon. Call it with each. */
  whenIdle(): void {
    if (this.#timer === undefined) {
      this.soon(this.#idleMs);
      this.#isIdleTimer = true;
    } else if (this.#isIdleTimer) this.#timer.refresh();
  }

  /** Ends it, before the database is closed. */
  cancel(): void {
    this.#isCancelled = true;
    clearTimeout(this.#timer);
  }

  /** Empties the log now if an account ended: another process may keep the database open after this one. */
  async finish(): Promise<void> {
    if (this.#timer === undefined || this.#isIdleTimer) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      await this.#log.empty();
    } catch (error) {
      this.#logger?.warn('could not empty the log of the database, it will be retried', { error });
    }
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    try {
      if (await this.#log.empty()) return;
    } catch (error) {
      if (this.#isCancelled) return;
      this.#logger?.warn('could not empty the log of the database, it will be retried', { error });
    }
    if (this.#timer === undefined) this.soon(RETRY_MS);
  }
}
