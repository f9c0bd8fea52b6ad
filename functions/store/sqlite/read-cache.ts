import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DocumentKey } from '../store.ts';
import type { ReadRow } from './row.ts';
import { commitCount } from './write-batch.ts';

/** Maximum size in characters of JSON: some thousand accounts, about as many as are read within minutes. */
const MAX_CHARACTERS = 24_000_000;

/**
 * A cache of rows that is never stale: SQLite tells if another connection has written since (`PRAGMA data_version`), in a
 * tenth of the time of reading a row. It is asked once per turn of the event loop, and after our commits: the question locks
 * a file, a tenth of a loaded server's work. A request is served in the turn in which it arrived, so every commit before it
 * is visible.
 */
export class ReadCache {
  readonly #version: StatementSync;
  readonly #rows = new Map<string, ReadRow>();
  #checkedVersion: unknown;
  /** The number of commits when SQLite was asked in this turn; `undefined` if it was not. */
  #checkedAt: number | undefined;
  #characters = 0;

  constructor(database: DatabaseSync) {
    this.#version = database.prepare('PRAGMA data_version');
  }

  /** Returns the rows of all keys, in their order; `undefined` unless all are cached and valid. */
  rows(keys: readonly DocumentKey[]): ReadRow[] | undefined {
    this.#dropStale();
    const rows: ReadRow[] = [];
    for (const key of keys) {
      const row = this.#rows.get(nameOf(key));
      if (row === undefined) return undefined;
      rows.push(row);
    }
    return rows;
  }

  /** Returns a number that changes when another connection commits. */
  version(): number {
    return Number(this.#version.get()?.['data_version']);
  }

  #dropStale(): void {
    const commits = commitCount();
    if (this.#checkedAt === commits) return;
    if (this.#checkedAt === undefined) {
      setImmediate(() => {
        this.#checkedAt = undefined;
      });
    }
    this.#checkedAt = commits;
    const version = this.version();
    if (version === this.#checkedVersion) return;
    this.#checkedVersion = version;
    this.#rows.clear();
    this.#characters = 0;
  }

  /** Caches a row that was read after {@link rows} or committed, without an await in between. */
  set(key: DocumentKey, row: ReadRow): void {
    this.delete(key);
    this.#rows.set(nameOf(key), row);
    this.#characters += row.json.length;
    for (const [oldest, { json }] of this.#rows) {
      if (this.#characters <= MAX_CHARACTERS) break;
      this.#rows.delete(oldest);
      this.#characters -= json.length;
    }
  }

  /** Must be called for each row that this connection writes. */
  delete(key: DocumentKey): void {
    const name = nameOf(key);
    this.#characters -= this.#rows.get(name)?.json.length ?? 0;
    this.#rows.delete(name);
  }
}

function nameOf({ collection, id }: DocumentKey): string {
  return `${collection}/${id}`;
}
