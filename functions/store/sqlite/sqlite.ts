import type { DatabaseSync, StatementResultingChanges } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { encodeDocument } from '../document-json.ts';
import { assertDueQuery, assertKey, assertTimes } from '../document-rules.ts';
import {
  type Collection,
  type DocumentKey,
  type DocumentTimes,
  type DueDocument,
  type DueKey,
  type DueQuery,
  type ReplaceOptions,
  type Revision,
  type Store,
  type StoredDocument,
  StoreUnavailableError,
} from '../store.ts';
import { openDatabase, toStoreError } from './database.ts';
import { ReadCache } from './read-cache.ts';
import { createRevisions } from './revisions.ts';
import { isAlive, type ReadRow, toDocument, toRow } from './row.ts';
import { prepareStatements, type SqliteStatements } from './statements.ts';
import { WalFlush } from './wal-flush.ts';
import { WriteBatch } from './write-batch.ts';

/** Interval at which a write also deletes expired documents. */
const SWEEP_INTERVAL_MS = 60_000;
/** Maximum number of expired documents per sweep, so that the write it is part of stays fast. */
const SWEEP_BATCH = 200;

interface SqliteStoreOptions {
  /** Path of the database, created with its folder if missing; `:memory:` for one that ends with the process. */
  readonly file: string;
  readonly clock: Clock;
}

/**
 * Opens one SQLite file, which processes can share. Runs on the calling thread but for the flush: a read takes 40 µs.
 * @throws {Error} if the file cannot be opened, is no database or was written by a newer release
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { file, clock } = options;
  const database = openDatabase(file, clock.now());
  return new SqliteStore(database, clock, file === ':memory:' ? undefined : new WalFlush(database, file));
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #batch: WriteBatch;
  readonly #cache: ReadCache;
  readonly #log: WalFlush | undefined;
  readonly #statements: SqliteStatements;
  readonly #newRevision = createRevisions();
  #nextSweepAt = 0;
  #closed = false;

  constructor(database: DatabaseSync, clock: Clock, log: WalFlush | undefined) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#batch = new WriteBatch(database, log && (() => log.flushed()));
    this.#cache = new ReadCache(database);
    this.#statements = prepareStatements(database);
  }

  async get(keys: readonly DocumentKey[]): Promise<(StoredDocument | undefined)[]> {
    for (const key of keys) assertKey(key);
    return this.#read(() => {
      const now = this.#clock.now();
      const rows = this.#cache.rows(keys) ?? this.#readRows(keys, now);
      return keys.map((key, index) => {
        const row = rows[index];
        return row && isAlive(row, now) ? toDocument(key, row) : undefined;
      });
    });
  }

  async create(key: DocumentKey, data: unknown, times: DocumentTimes = {}): Promise<Revision | undefined> {
    assertKey(key);
    assertTimes(times);
    const row = this.#newRow(data, times);
    return this.#put(key, row, false, (now) =>
      this.#statements.create.run(
        key.collection,
        key.id,
        row.revision,
        row.json,
        times.expireAt ?? null,
        times.dueAt ?? null,
        now,
      ),
    );
  }

  async replace(
    key: DocumentKey,
    revision: Revision,
    data: unknown,
    options: ReplaceOptions = {},
  ): Promise<Revision | undefined> {
    assertKey(key);
    assertTimes(options);
    const row = this.#newRow(data, options);
    return this.#put(key, row, options.early === true, (now) =>
      this.#statements.replace.run(
        row.revision,
        row.json,
        options.expireAt ?? null,
        options.dueAt ?? null,
        key.collection,
        key.id,
        revision,
        now,
      ),
    );
  }

  async flushed(): Promise<void> {
    await this.#batch.flushed;
  }

  async delete(key: DocumentKey, revision: Revision): Promise<boolean> {
    assertKey(key);
    return this.#write(
      key,
      false,
      (now) => this.#statements.delete.run(key.collection, key.id, revision, now).changes === 1,
      // Another write of the same transaction may have set it.
      () => this.#cache.delete(key),
    );
  }

  async due(collection: Collection, query: DueQuery): Promise<DueDocument[]> {
    return this.#due('due', collection, query).map(({ row, key, dueAt }) => ({
      ...toDocument(key, toRow(row)),
      dueAt,
    }));
  }

  async dueKeys(collection: Collection, query: DueQuery): Promise<DueKey[]> {
    return this.#due('dueKeys', collection, query).map(({ key, dueAt }) => ({ key, dueAt }));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#batch.commit();
    this.#closed = true;
    await this.#log?.close();
    this.#database.close();
  }

  #due(statement: 'due' | 'dueKeys', collection: Collection, query: DueQuery) {
    assertDueQuery(query);
    const { until, limit, after } = query;
    return this.#read(() =>
      this.#statements[statement]
        .all(collection, until, after?.dueAt ?? -1, after?.id ?? '', this.#clock.now(), limit)
        .map((row) => ({ row, key: { collection, id: String(row['id']) }, dueAt: Number(row['due_at']) })),
    );
  }

  #readRows(keys: readonly DocumentKey[], now: number): (ReadRow | undefined)[] {
    if (keys.length < 2) return keys.map((key) => this.#readRow(key, now));
    // One snapshot for all keys, as in Firestore: another process may write between two statements.
    this.#database.exec('BEGIN');
    try {
      return keys.map((key) => this.#readRow(key, now));
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  #readRow(key: DocumentKey, now: number): ReadRow | undefined {
    const found = this.#statements.get.get(key.collection, key.id, now);
    if (!found) return undefined;
    const row = toRow(found);
    this.#cache.set(key, row);
    return row;
  }

  #read<T>(read: () => T): T {
    this.#assertOpen();
    try {
      return read();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  #newRow(data: unknown, { expireAt }: DocumentTimes): ReadRow {
    return { revision: this.#newRevision(), json: encodeDocument(data), expireAt };
  }

  /** Writes a row and caches it; returns its revision, or `undefined` if `put` changed nothing. */
  async #put(
    key: DocumentKey,
    row: ReadRow,
    early: boolean,
    put: (now: number) => StatementResultingChanges,
  ): Promise<Revision | undefined> {
    const wasPut = await this.#write(
      key,
      early,
      (now) => put(now).changes === 1,
      (done) => {
        if (done) this.#cache.set(key, row);
      },
    );
    return wasPut ? row.revision : undefined;
  }

  async #write<T>(
    key: DocumentKey,
    early: boolean,
    write: (now: number) => T,
    committed: (result: T) => void,
  ): Promise<T> {
    this.#assertOpen();
    const run = () => {
      const now = this.#clock.now();
      this.#sweep(now);
      this.#cache.delete(key);
      return write(now);
    };
    try {
      return await this.#batch.add(run, early, committed);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** Part of a write instead of on a timer. A full batch means that there are more, so the next write continues. */
  #sweep(now: number): void {
    if (now < this.#nextSweepAt) return;
    const { changes } = this.#statements.sweep.run(now, SWEEP_BATCH);
    this.#nextSweepAt = changes === SWEEP_BATCH ? now : now + SWEEP_INTERVAL_MS;
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreUnavailableError('The store is closed');
  }
}
