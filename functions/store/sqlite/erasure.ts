import type { StoreLog } from './store-log.ts';
import type { WalFlush } from './wal-flush.ts';

/** So long after the end of an account: what belongs to it is deleted within. */
const SOON_MS = 1000;
/** So long after the last write, the database file alone has everything. */
const IDLE_MS = 10_000;
const RETRY_MS = 30_000;

/**
 * Empties SQLite's log after an account ended. Deleted data is overwritten in the database (`secure_delete`), but the log keeps
 * older versions of its pages until it is written over, on a quiet server for months. When nothing is written for a while, the
 * log is copied into the database: a copy of that file alone would lack what is in the log.
 */
export class Erasure {
  readonly #log: WalFlush;
  readonly #logger: StoreLog | undefined;
  readonly #idleMs: number;
  #timer: { readonly timeout: NodeJS.Timeout; readonly work: 'empty' | 'copy' } | undefined;
  #isCancelled = false;

  constructor(log: WalFlush, logger: StoreLog | undefined, idleMs = IDLE_MS) {
    this.#log = log;
    this.#logger = logger;
    this.#idleMs = idleMs;
  }

  /** Empties the log a second later; SQLite itself does if the process ends before. */
  soon(): void {
    this.#start('empty', SOON_MS);
  }

  /** Copies the log unless another write follows soon. Call it with each. */
  whenIdle(): void {
    if (this.#timer === undefined) this.#start('copy', this.#idleMs);
    else if (this.#timer.work === 'copy') this.#timer.timeout.refresh();
  }

  /** Ends it, before the database is closed. */
  cancel(): void {
    this.#isCancelled = true;
    clearTimeout(this.#timer?.timeout);
  }

  /** Empties the log now if an account ended: another process may keep the database open after this one. */
  async finish(): Promise<void> {
    if (this.#timer?.work !== 'empty') return;
    clearTimeout(this.#timer.timeout);
    this.#timer = undefined;
    try {
      await this.#log.empty();
    } catch (error) {
      this.#logger?.warn('could not empty the log of the database, it will be retried', { error });
    }
  }

  #start(work: 'empty' | 'copy', pauseMs: number): void {
    clearTimeout(this.#timer?.timeout);
    if (this.#isCancelled) return;
    const timeout = setTimeout(() => void this.#run(work), pauseMs).unref();
    this.#timer = { timeout, work };
  }

  async #run(work: 'empty' | 'copy'): Promise<void> {
    this.#timer = undefined;
    try {
      if (await this.#log[work]()) return;
    } catch (error) {
      if (this.#isCancelled) return;
      this.#logger?.warn('could not empty the log of the database, it will be retried', { error });
    }
    if (work === 'empty' || this.#timer === undefined) this.#start(work, RETRY_MS);
  }
}
