import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DocumentKey } from '../store.ts';
import type { ReadRow } from './row.ts';
import { commitCount } from './write-batch.ts';

/** How many characters of JSON are kept: some thousand accounts, about as many as are asked about within minutes. */
const MAX_CHARACTERS = 8_000_000;

/**
 * Rows that were read lately. They are as good as read anew: SQLite tells whether another connection has written since
 * (`PRAGMA data_version`, sqlite.org/pragma.html), and what this connection writes is taken out by {@link delete}, and put
 * in when it is committed. Reading the row itself, and making strings of it, costs ten times that.
 *
 * SQLite is asked once per turn of the event loop, and after every commit of this process: asking takes locks on a file, a
 * tenth of what a server under load does. A request is served in the turn in which its bytes were found, so everything
 * that was committed before it was sent is seen.
 */
export class ReadCache {
  readonly #version: StatementSync;
  readonly #rows = new Map<string, ReadRow>();
  #seen: unknown;
  /** How many commits there were when SQLite was asked in this turn; `undefined` when it was not. */
  #askedAt: number | undefined;
  #characters = 0;

  constructor(database: DatabaseSync) {
    this.#version = database.prepare('PRAGMA data_version');
  }

  /** The rows of all keys, in their order, when every one is known and nobody has written since. */
  rows(keys: readonly DocumentKey[]): ReadRow[] | undefined {
    this.#dropWhatIsOld();
    const rows: ReadRow[] = [];
    for (const key of keys) {
      const row = this.#rows.get(nameOf(key));
      if (row === undefined) return undefined;
      rows.push(row);
    }
    return rows;
  }

  #dropWhatIsOld(): void {
    const commits = commitCount();
    if (this.#askedAt === commits) return;
    if (this.#askedAt === undefined) {
      setImmediate(() => {
        this.#askedAt = undefined;
      });
    }
    this.#askedAt = commits;
    const version = this.#version.get()?.['data_version'];
    if (version === this.#seen) return;
    this.#seen = version;
    this.#rows.clear();
    this.#characters = 0;
  }

  /** Keeps a row that was read after {@link rows}, or committed, with nothing awaited between. */
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

  /** Must be called for every row that this connection writes. */
  delete(key: DocumentKey): void {
    const name = nameOf(key);
    this.#characters -= this.#rows.get(name)?.json.length ?? 0;
    this.#rows.delete(name);
  }
}

function nameOf({ collection, id }: DocumentKey): string {
  return `${collection}/${id}`;
}
