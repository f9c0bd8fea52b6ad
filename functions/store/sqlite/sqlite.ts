import type { DatabaseSync, StatementResultingChanges } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { encodeDocument } from '../document-json.ts';
import { assertDueQuery, assertKey, assertListQuery, assertTimes } from '../document-rules.ts';
import {
  type ClaimQuery,
  type Collection,
  type DocumentKey,
  type DocumentTimes,
  type DueClaim,
  type DueDocument,
  type DueKey,
  type DueQuery,
  type ListedDocument,
  type ListQuery,
  type ReadStore,
  type ReplaceOptions,
  type Revision,
  type Store,
  type StoredDocument,
  StoreUnavailableError,
} from '../store.ts';
import { whenFree } from './busy.ts';
import { claimRows } from './claim-rows.ts';
import { openDatabase, openDatabaseToRead } from './database.ts';
import { toFileError, toStoreError } from './database-errors.ts';
import { Erasure } from './erasure.ts';
import { FileWatch } from './file-watch.ts';
import { ReadCache } from './read-cache.ts';
import { readRows } from './read-rows.ts';
import { createRevisions } from './revisions.ts';
import { isAlive, type ReadRow, toDocument, toListed, toRow } from './row.ts';
import { prepareStatements, type SqliteStatements } from './statements.ts';
import type { StoreLog } from './store-log.ts';
import { Sweep } from './sweep.ts';
import { WalFlush } from './wal-flush.ts';
import { WriteBatch } from './write-batch.ts';

interface SqliteStoreOptions {
  /** Path of the database, created with its folder if missing; `:memory:` for one that ends with the process. */
  readonly file: string;
  readonly clock: Clock;
  /** Gets warnings of loose permissions, and errors when files are lost while they are open. */
  readonly logger?: StoreLog;
  /** After so long without a write, in ms, the log is emptied into the file. Default: ten seconds. */
  readonly idleMs?: number;
}

/** Greater than every id. */
const BEHIND_ALL_IDS = '~';

/**
 * Opens one SQLite file, which processes can share. Runs on the calling thread but for the flush: a read takes 40 µs.
 * @throws {Error} if the file cannot be opened, is no database or was written by a newer release
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { file, clock, logger, idleMs } = options;
  const database = openDatabase(file, clock.now(), logger);
  if (file === ':memory:') return new SqliteStore(database, clock, undefined);
  const log = new WalFlush(database, file);
  const watch = new FileWatch(database, file, logger);
  return new SqliteStore(database, clock, { log, watch, erasure: new Erasure(log, logger, idleMs) });
}

/** Opens an existing file for reading alone, beside a serving server or where none runs: nothing is changed. Throws as {@link openSqliteStore}. */
export function openSqliteStoreToRead({ file, clock }: Omit<SqliteStoreOptions, 'logger'>): ReadStore {
  const database = openDatabaseToRead(file);
  try {
    return new SqliteStore(database, clock, undefined);
  } catch (error) {
    database.close();
    throw toFileError(error, file);
  }
}

interface Files {
  readonly log: WalFlush;
  readonly watch: FileWatch;
  readonly erasure: Erasure;
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #batch: WriteBatch;
  readonly #cache: ReadCache;
  readonly #file: string;
  readonly #files: Files | undefined;
  readonly #statements: SqliteStatements;
  readonly #sweep: Sweep;
  readonly #source: Parameters<typeof readRows>[0];
  readonly #newRevision = createRevisions();
  #closed = false;

  constructor(database: DatabaseSync, clock: Clock, files: Files | undefined) {
    this.#database = database;
    this.#clock = clock;
    this.#file = database.location() ?? ':memory:';
    this.#files = files;
    this.#batch = new WriteBatch(database, files && (() => files.log.flushed()), () =>
      files?.watch.assertOwn(true),
    );
    this.#cache = new ReadCache(database);
    this.#statements = prepareStatements(database);
    this.#source = { database, statements: this.#statements, cache: this.#cache };
    this.#sweep = new Sweep(this.#statements);
  }

  async get(keys: readonly DocumentKey[]): Promise<(StoredDocument | undefined)[]> {
    for (const key of keys) assertKey(key);
    return this.#read(() => {
      const now = this.#clock.now();
      const rows = this.#cache.rows(keys) ?? readRows(this.#source, keys, now);
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
      this.#statements.writes.create.run(
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
      this.#statements.writes.replace.run(
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
    const committed = (isDeleted: boolean) => {
      // Another write of the same transaction may have set it.
      this.#cache.delete(key);
      if (isDeleted && key.collection === 'accounts') this.#files?.erasure.soon();
    };
    const run = (now: number) =>
      this.#statements.writes.delete.run(key.collection, key.id, revision, now).changes === 1;
    return this.#write(run, { key, committed });
  }

  async due(collection: Collection, query: DueQuery): Promise<DueDocument[]> {
    const due = await this.#due('due', collection, query);
    return due.map(({ row, key, dueAt }) => ({ ...toDocument(key, toRow(row)), dueAt }));
  }

  async dueKeys(collection: Collection, query: DueQuery): Promise<DueKey[]> {
    const due = await this.#due('dueKeys', collection, query);
    return due.map(({ key, dueAt }) => ({ key, dueAt }));
  }

  async claimDue(
    collection: Collection,
    query: ClaimQuery,
    dueAgainAt: (claims: number) => number,
  ): Promise<DueClaim[]> {
    assertDueQuery(query, this.dueShards());
    const run = (now: number) =>
      claimRows(this.#statements.writes, { ...query, collection, now }, dueAgainAt);
    return this.#write(run, { early: true });
  }

  async postpone(key: DocumentKey, revision: Revision, dueAt: number): Promise<boolean> {
    assertKey(key);
    assertTimes({ dueAt });
    const run = (now: number) =>
      this.#statements.writes.postpone.run(dueAt, key.collection, key.id, revision, now).changes === 1;
    return this.#write(run, { early: true });
  }

  dueShards(): number {
    return 1;
  }

  async list(collection: Collection, query: ListQuery): Promise<ListedDocument[]> {
    assertListQuery(collection, query);
    const { after = '', before = BEHIND_ALL_IDS, limit } = query;
    return this.#read(() =>
      this.#statements.list
        .all(collection, after, before, this.#clock.now(), limit)
        .map((row) => toListed(collection, row)),
    );
  }

  otherWrites(): number | undefined {
    return this.#files === undefined || this.#closed ? undefined : this.#cache.version();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#batch.drained();
    // With another file in its place, nothing may be written.
    if (this.#files?.watch.isOwn !== false) await this.#files?.erasure.finish();
    this.#files?.erasure.cancel();
    await this.#files?.log.close();
    // SQLite deletes the log by its name, which may be that of another file now.
    if (this.#files?.watch.isOwn === false) return;
    this.#database.close();
    this.#files?.watch.release();
  }

  async #due(statement: 'due' | 'dueKeys', collection: Collection, query: DueQuery) {
    assertDueQuery(query, this.dueShards());
    const { until, limit, after } = query;
    return this.#read(() =>
      this.#statements[statement]
        .all(collection, until, after?.dueAt ?? -1, after?.id ?? '', this.#clock.now(), limit)
        .map((row) => ({ row, key: { collection, id: String(row['id']) }, dueAt: Number(row['due_at']) })),
    );
  }

  async #read<T>(read: () => T): Promise<T> {
    try {
      return await whenFree(() => {
        this.#assertOpen();
        this.#files?.watch.assertOwn(false);
        return read();
      });
    } catch (error) {
      throw toStoreError(error, this.#file);
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
    const committed = (done: boolean) => {
      if (done) this.#cache.set(key, row);
    };
    const wasPut = await this.#write((now) => put(now).changes === 1, { key, early, committed });
    return wasPut ? row.revision : undefined;
  }

  /** @param options `key`: the document whose data changes */
  async #write<T>(
    write: (now: number) => T,
    options: { key?: DocumentKey; early?: boolean; committed?: (result: T) => void },
  ): Promise<T> {
    this.#assertOpen();
    const { key, early = false, committed } = options;
    const run = () => {
      const now = this.#clock.now();
      if (this.#sweep.run(now)) this.#files?.erasure.soon();
      if (key !== undefined) this.#cache.delete(key);
      return write(now);
    };
    this.#files?.erasure.whenIdle();
    try {
      return await this.#batch.add(run, early, committed);
    } catch (error) {
      throw toStoreError(error, this.#file);
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreUnavailableError('The store is closed');
  }
}
