import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { chmodSync, fstatSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { type Store, StoreUnavailableError } from '../../functions/store/store.ts';
import { OffsetClock } from '../support/offset-clock.ts';

const WRITER = join(__dirname, '../support/store-writer.ts');
const KEY = { collection: 'accounts', id: 'a1' } as const;

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Holds each flush until the test ends it. */
function holdFlushes() {
  const waiting: ((error: NodeJS.ErrnoException | null) => void)[] = [];
  const files: number[] = [];
  let taken = 0;
  jest.spyOn(fs, 'fdatasync').mockImplementation((descriptor, end) => {
    files.push(fstatSync(descriptor).ino);
    waiting.push(end);
  });
  return {
    get count() {
      return files.length;
    },
    /** Waits for the next flush to begin; resolves with the inode of the flushed file. */
    async next(): Promise<number | undefined> {
      while (files.length === taken) await turn();
      return files[taken++];
    },
    end: (error: NodeJS.ErrnoException | null = null) => waiting.shift()?.(error),
  };
}

describe('a SQLite store and its file', () => {
  const clock = new OffsetClock();
  let folder: string;
  let file: string;
  let stores: Store[];
  let children: ChildProcess[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    file = join(folder, 'data', 'store.db');
    stores = [];
    children = [];
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    for (const child of children) child.kill('SIGKILL');
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true });
  });

  function open(): Store {
    const store = openSqliteStore({ file, clock });
    stores.push(store);
    return store;
  }

  function start(...parameters: string[]): ChildProcess {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WRITER, ...parameters], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  }

  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

  function rows(sql: string): unknown[] {
    const database = new DatabaseSync(file);
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  }

  test('is readable by its owner alone, and so are the files beside it', async () => {
    const store = open();
    await store.create(KEY, { secret: true });
    expect(mode(join(folder, 'data'))).toBe('700');
    expect(['', '-wal', '-shm'].map((suffix) => mode(file + suffix))).toEqual(['600', '600', '600']);
  });

  test('loses the permissions that other users had', () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    open();
    expect(mode(file)).toBe('600');
  });

  test('keeps documents and their revisions from one start to the next', async () => {
    const first = open();
    const revision = await first.create(KEY, { n: 1 }, { dueAt: 5 });
    await first.close();
    const second = open();
    expect(await second.get([KEY])).toEqual([{ key: KEY, data: { n: 1 }, revision }]);
    expect(await second.due('accounts', { until: 5, limit: 1 })).toHaveLength(1);
    expect(await second.replace(KEY, revision ?? '', { n: 2 })).toBeDefined();
  });

  test('can be open twice: each sees the writes of the other at once, and one of two writers succeeds', async () => {
    const [one, two] = [open(), open()];
    const revision = await one.create(KEY, { n: 1 });
    expect((await two.get([KEY]))[0]?.revision).toBe(revision);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? one : two).replace(KEY, revision ?? '', { n: index }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(1);
    expect(await one.get([KEY])).toEqual(await two.get([KEY]));
  });

  test('never serves a cached document that was changed, deleted or has expired since', async () => {
    const [one, two] = [open(), open()];
    const other = { collection: 'states', id: 'a1' } as const;
    const data = async () => (await one.get([KEY, other])).map((document) => document?.data);
    const first = await one.create(KEY, { n: 1 });
    await one.create(other, { m: 1 }, { expireAt: clock.now() + 1000 });
    expect(await data()).toEqual([{ n: 1 }, { m: 1 }]);
    const second = await two.replace(KEY, first ?? '', { n: 2 });
    expect(await data()).toEqual([{ n: 2 }, { m: 1 }]);
    const third = await one.replace(KEY, second ?? '', { n: 3 });
    expect(await data()).toEqual([{ n: 3 }, { m: 1 }]);
    clock.advance(1000);
    expect(await data()).toEqual([{ n: 3 }, undefined]);
    await one.create(other, { m: 2 });
    await two.delete(KEY, third ?? '');
    expect(await data()).toEqual([undefined, { m: 2 }]);
  });

  test('caches the last of several writes in one turn', async () => {
    const store = open();
    const first = await store.create(KEY, { n: 1 });
    const replaced = store.replace(KEY, first ?? '', { n: 2 });
    const late = store.replace(KEY, first ?? '', { n: 3 });
    expect([await replaced, await late]).toEqual([expect.any(String), undefined]);
    expect((await store.get([KEY]))[0]?.data).toEqual({ n: 2 });
    const second = (await replaced) ?? '';
    const deleted = store.delete(KEY, second);
    const created = store.create(KEY, { n: 4 });
    const third = await created;
    expect([await deleted, (await store.get([KEY]))[0]?.data]).toEqual([true, { n: 4 }]);
    await Promise.all([store.replace(KEY, third ?? '', { n: 5 }), store.delete(KEY, third ?? '')]);
    expect((await store.get([KEY]))[0]?.data).toEqual({ n: 5 });
    expect(await store.delete(KEY, (await store.get([KEY]))[0]?.revision ?? '')).toBe(true);
    expect(await store.get([KEY])).toEqual([undefined]);
  });

  test('caches nothing of a transaction that was rolled back', async () => {
    const store = open();
    const first = await store.create(KEY, { n: 1 });
    expect((await store.get([KEY]))[0]?.data).toEqual({ n: 1 });
    const writes = [
      store.replace(KEY, first ?? '', { n: 2 }),
      store.create({ collection: 'codes', id: 'c' }, {}, { dueAt: 1 }),
    ];
    // The second write fails the first one too.
    rows("CREATE TRIGGER refused BEFORE INSERT ON documents BEGIN SELECT RAISE(ROLLBACK, 'refused'); END");
    for (const outcome of await Promise.allSettled(writes)) expect(outcome.status).toBe('rejected');
    expect(await store.get([KEY])).toMatchObject([{ data: { n: 1 }, revision: first }]);
  });

  test('returns a copy of the cached document to each caller', async () => {
    const store = open();
    await store.create(KEY, { list: [1] });
    for (const _ of [1, 2, 3]) {
      const [document] = await store.get([KEY]);
      expect(document?.data).toEqual({ list: [1] });
      Object(document?.data).list.push(2);
    }
  });

  test('bounds its cache, and still serves what is not in it', async () => {
    const store = open();
    const keys = Array.from({ length: 30 }, (_, n) => ({ collection: 'accounts', id: `large${n}` }) as const);
    await Promise.all(keys.map((key, n) => store.create(key, { n, text: 'x'.repeat(900_000) })));
    for (const _ of [1, 2]) {
      for (const [n, key] of keys.entries()) {
        const [document] = await store.get([key]);
        expect(Object(document?.data).n).toBe(n);
      }
    }
  });

  test('loses no increment of several processes', async () => {
    const exits = await Promise.all(
      [1, 2, 3].map(async () => (await once(start('count', file, '40'), 'exit'))[0]),
    );
    expect(exits).toEqual([0, 0, 0]);
    const [counter] = await open().get([{ collection: 'throttles', id: 'counter' }]);
    expect(counter?.data).toEqual({ count: 120 });
  });

  test('opens a file that another process is creating', async () => {
    mkdirSync(join(folder, 'data'));
    const child = start('create', file);
    if (!child.stdout) throw new Error('no output');
    await once(child.stdout, 'data');
    await open().create(KEY, { n: 1 });
    expect(await open().get([KEY])).toMatchObject([{ data: { n: 1 } }]);
  });

  test.each([60, 300, 900])(
    'keeps every acknowledged write when the process is killed after %i',
    async (writes) => {
      const child = start('write', file);
      const acknowledged = new Map<string, string>();
      if (!child.stdout) throw new Error('no output');
      for await (const line of createInterface(child.stdout)) {
        const [id = '', revision = ''] = line.split(' ');
        acknowledged.set(id, revision);
        // Reads all output from before the kill.
        if (acknowledged.size === writes) child.kill('SIGKILL');
      }
      expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
      const keys = [...acknowledged.keys()].map((id) => ({ collection: 'codes', id }) as const);
      const found = await open().get(keys);
      expect(found.map((document) => document?.revision)).toEqual([...acknowledged.values()]);
      expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    },
  );

  test('resolves a write when the log is on the disk; other processes see it before', async () => {
    const flushes = holdFlushes();
    const store = open();
    const written = jest.fn();
    const write = store.create(KEY, { n: 1 }).then(written);
    expect(await flushes.next()).toBe(statSync(`${file}-wal`).ino);
    expect((await open().get([KEY]))[0]?.data).toEqual({ n: 1 });
    expect(written).not.toHaveBeenCalled();
    flushes.end();
    await write;
    expect(written).toHaveBeenCalledWith(expect.any(String));
  });

  test('needs a flush that began after the write; one flush serves all waiting writes', async () => {
    const flushes = holdFlushes();
    const store = open();
    const answered: number[] = [];
    const write = (n: number) =>
      store.create({ collection: 'codes', id: `c${n}` }, {}).then(() => answered.push(n));
    const first = write(1);
    await flushes.next();
    const second = write(2);
    await turn();
    const third = write(3);
    await turn();
    flushes.end();
    await first;
    await flushes.next();
    expect(answered).toEqual([1]);
    flushes.end();
    await Promise.all([second, third]);
    expect(flushes.count).toBe(2);
  });

  test('resolves an early write before its flush, and flushed() after it', async () => {
    const store = open();
    const revision = await store.create(KEY, { n: 1 });
    const flushes = holdFlushes();
    expect(await store.replace(KEY, revision ?? '', { n: 2 }, { early: true })).toBeDefined();
    expect((await open().get([KEY]))[0]?.data).toEqual({ n: 2 });
    const flushed = jest.fn();
    const durable = store.flushed().then(flushed);
    await turn();
    expect(flushed).not.toHaveBeenCalled();
    flushes.end();
    await durable;
  });

  test('rejects flushed() when the flush of an early write failed', async () => {
    const store = open();
    const revision = await store.create(KEY, { n: 1 });
    const flushes = holdFlushes();
    await store.replace(KEY, revision ?? '', { n: 2 }, { early: true });
    const failed = expect(store.flushed()).rejects.toThrow(StoreUnavailableError);
    flushes.end(Object.assign(new Error('EIO'), { code: 'EIO' }));
    await failed;
  });

  test('fails the writes that waited behind a failed flush, until another flush succeeds', async () => {
    const store = open();
    const revision = await store.create(KEY, { n: 1 });
    const flushes = holdFlushes();
    await store.replace(KEY, revision ?? '', { n: 2 }, { early: true });
    const behind = store.create({ collection: 'codes', id: 'behind' }, {});
    await turn();
    const failed = [behind, store.flushed()].map((each) =>
      expect(each).rejects.toThrow(StoreUnavailableError),
    );
    await flushes.next();
    flushes.end(Object.assign(new Error('EIO'), { code: 'EIO' }));
    await turn();
    flushes.end();
    await Promise.all(failed);
    expect(await store.create({ collection: 'codes', id: 'later' }, {})).toBeDefined();
    await store.flushed();
  });

  test('rejects a write whose flush failed', async () => {
    const flushes = holdFlushes();
    const store = open();
    const write = store.create(KEY, {});
    const failed = expect(write).rejects.toThrow(StoreUnavailableError);
    await flushes.next();
    flushes.end(Object.assign(new Error('EIO'), { code: 'EIO' }));
    await failed;
  });

  test('closes after the flush of all writes', async () => {
    const flushes = holdFlushes();
    const store = open();
    const write = store.create(KEY, { n: 1 });
    const closed = jest.fn();
    const closing = store.close().then(closed);
    await flushes.next();
    await turn();
    expect(closed).not.toHaveBeenCalled();
    flushes.end();
    expect(await write).toBeDefined();
    await closing;
    expect((await open().get([KEY]))[0]?.data).toEqual({ n: 1 });
  });

  test('does not keep an idle process alive', async () => {
    const [code] = await once(start('leave', file), 'exit');
    expect(code).toBe(0);
    expect(await open().get([{ collection: 'codes', id: 'left' }])).toEqual([
      expect.objectContaining({ data: {} }),
    ]);
  });

  test('deletes expired documents with later writes, some at a time', async () => {
    const store = open();
    await Promise.all(
      Array.from({ length: 450 }, (_, index) =>
        store.create({ collection: 'codes', id: `c${index}` }, {}, { expireAt: clock.now() + 1000 }),
      ),
    );
    await store.create({ collection: 'codes', id: 'lasting' }, {}, { expireAt: clock.now() + 1_000_000 });
    clock.advance(61_000);
    expect(rows('SELECT id FROM documents')).toHaveLength(451);
    for (const id of ['one', 'two', 'three']) await store.create({ collection: 'accounts', id }, {});
    expect(rows('SELECT id FROM documents ORDER BY id')).toEqual(
      ['lasting', 'one', 'three', 'two'].map((id) => ({ id })),
    );
  });

  test('finds due documents by index', () => {
    open();
    const plan = rows(
      `EXPLAIN QUERY PLAN SELECT id FROM documents
       WHERE collection = 'accounts' AND due_at IS NOT NULL AND due_at <= 5 AND (due_at, id) > (1, 'a')
       ORDER BY due_at, id LIMIT 10`,
    );
    expect(JSON.stringify(plan)).toMatch(/SEARCH documents USING (COVERING )?INDEX documents_by_due/);
    expect(JSON.stringify(plan)).not.toMatch(/TEMP B-TREE/);
  });

  test('records its schema, and is not opened by an older release', async () => {
    await open().close();
    expect(rows('SELECT version FROM migrations')).toEqual([{ version: 1 }, { version: 2 }]);
    rows('INSERT INTO migrations (version, applied_at) VALUES (99, 0)');
    expect(() => open()).toThrow(/has schema 99, this release knows 2/);
  });

  test('is refused when it is not a database', () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(file, 'not a database, but long enough to have a header of its own '.repeat(20));
    expect(() => open()).toThrow(/not a database/);
  });

  test('rejects the whole batch with StoreUnavailableError when the engine fails', async () => {
    const store = open();
    rows('ALTER TABLE documents RENAME TO elsewhere');
    const writes = [store.create(KEY, {}), store.create({ collection: 'codes', id: 'c' }, {})];
    for (const outcome of await Promise.allSettled(writes)) {
      expect(outcome).toEqual({ status: 'rejected', reason: expect.any(StoreUnavailableError) });
    }
    await expect(store.get([KEY])).rejects.toThrow(StoreUnavailableError);
    await expect(store.due('accounts', { until: 1, limit: 1 })).rejects.toThrow(StoreUnavailableError);
    rows('ALTER TABLE elsewhere RENAME TO documents');
    expect(await store.create(KEY, {})).toBeDefined();
  });
});
