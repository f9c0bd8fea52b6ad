import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { type Store, StoreUnavailableError } from '../../functions/store/store.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { KeptLog } from '../unit/accounts/fixture.ts';

const KEY = { collection: 'accounts', id: 'a1' } as const;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a SQLite store, what others do to its file', () => {
  const clock = new OffsetClock();
  let folder: string;
  let file: string;
  let log: KeptLog;
  let stores: Store[];

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'store-')), 'data');
    file = join(folder, 'store.sqlite');
    log = new KeptLog();
    stores = [];
  });

  afterEach(async () => {
    for (const store of stores) await store.close();
    rmSync(join(folder, '..'), { recursive: true });
  });

  function open(): Store {
    const store = openSqliteStore({ file, clock, logger: log });
    stores.push(store);
    return store;
  }

  const messages = () => log.lines.map(({ message }) => message);

  /** Measures how long the event loop stands still until `work` ends. */
  async function longestStop(work: Promise<unknown>): Promise<number> {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    await Promise.allSettled([work]);
    clearInterval(timer);
    return Math.max(longest, performance.now() - last);
  }

  test.each(['BEGIN IMMEDIATE', 'BEGIN EXCLUSIVE'])(
    'writes wait for another program (%s) without holding up the process, and are then done in their order',
    async (begin) => {
      const store = open();
      const revision = await store.create(KEY, { n: 1 });
      const other = new DatabaseSync(file);
      other.exec(begin);
      const writes = [
        store.replace(KEY, revision ?? '', { n: 2 }),
        store.replace(KEY, revision ?? '', { n: 3 }),
      ];
      const stop = longestStop(Promise.all(writes));
      await pause(700);
      const late = store.create({ collection: 'codes', id: 'late' }, {});
      expect((await store.get([KEY]))[0]?.data).toEqual({ n: 1 });
      other.exec('ROLLBACK');
      expect(await Promise.all(writes)).toEqual([expect.any(String), undefined]);
      expect(await late).toBeDefined();
      expect(await stop).toBeLessThan(400);
      expect((await store.get([KEY]))[0]?.data).toEqual({ n: 2 });
      other.close();
    },
  );

  test('a write that waits five seconds fails, and is never done', async () => {
    const store = open();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const write = store.create(KEY, {});
    const failed = expect(write).rejects.toThrow(StoreUnavailableError);
    const startedAt = performance.now();
    await failed;
    expect(performance.now() - startedAt).toBeGreaterThan(4900);
    other.exec('ROLLBACK');
    await pause(200);
    expect(await store.get([KEY])).toEqual([undefined]);
    expect(await store.create(KEY, {})).toBeDefined();
    other.close();
  }, 20_000);

  test('closing waits for the writes that wait for another program', async () => {
    const store = open();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const write = store.create(KEY, { n: 1 });
    await pause(50);
    const closed = store.close();
    await pause(50);
    other.exec('ROLLBACK');
    other.close();
    await closed;
    expect(await write).toBeDefined();
    expect((await open().get([KEY]))[0]?.data).toEqual({ n: 1 });
  });

  test.each([
    ['its folder is deleted', () => rmSync(folder, { recursive: true })],
    ['its file is deleted', () => rmSync(file)],
    ['its log is deleted', () => rmSync(`${file}-wal`)],
    ['the index of its log is deleted', () => rmSync(`${file}-shm`)],
    [
      'its file is replaced',
      () => {
        writeFileSync(`${file}.new`, readFileSync(file));
        renameSync(`${file}.new`, file);
      },
    ],
  ])('nothing is read or written when %s while it is open', async (_, lose) => {
    const store = open();
    const revision = await store.create(KEY, { n: 1 });
    lose();
    await expect(store.replace(KEY, revision ?? '', { n: 2 })).rejects.toThrow(StoreUnavailableError);
    await expect(store.create({ collection: 'codes', id: 'c' }, {})).rejects.toThrow(/deleted or replaced/);
    await expect(store.get([KEY])).rejects.toThrow(StoreUnavailableError);
    expect(messages()).toEqual(['the database file was deleted or replaced while the server runs']);
  });

  test('goes on when its folder is back in its place', async () => {
    const store = open();
    const revision = await store.create(KEY, { n: 1 });
    renameSync(folder, `${folder}.away`);
    await expect(store.replace(KEY, revision ?? '', { n: 2 })).rejects.toThrow(StoreUnavailableError);
    renameSync(`${folder}.away`, folder);
    expect(await store.replace(KEY, revision ?? '', { n: 3 })).toBeDefined();
    expect(messages()).toContain('the database file is back');
  });

  test('leaves a restored file and its log alone when it closes', async () => {
    const store = open();
    await store.create(KEY, { n: 1 });
    renameSync(folder, `${folder}.away`);
    mkdirSync(folder);
    writeFileSync(file, 'restored');
    writeFileSync(`${file}-wal`, 'restored');
    await store.close();
    expect(readFileSync(`${file}-wal`, 'utf8')).toBe('restored');
  });

  test('loses nothing of the log that was deleted under it, even if it is killed', async () => {
    const store = open();
    const revision = await store.create(KEY, { n: 1 });
    rmSync(`${file}-wal`);
    await expect(store.replace(KEY, revision ?? '', { n: 2 })).rejects.toThrow(StoreUnavailableError);
    const copy = join(folder, '..', 'copy.sqlite');
    writeFileSync(copy, readFileSync(file));
    const database = new DatabaseSync(copy);
    expect(database.prepare('SELECT data FROM documents').all()).toEqual([{ data: '{"n":1}' }]);
    database.close();
  });

  test.each([
    ['a text', 'not a database, but long enough to have a header of its own '.repeat(20)],
    ['a database with a damaged first page', 'SQLite format 3\0'.padEnd(4096, 'x')],
  ])('names a file that is %s, and what to do', (_, content) => {
    mkdirSync(folder);
    writeFileSync(file, content);
    expect(() => open()).toThrow(
      `The database file ${file} is damaged, or not a database. Stop the server, keep a copy`,
    );
  });

  test('names a file with damaged pages when they are read', async () => {
    const store = open();
    for (let n = 0; n < 50; n += 1) {
      await store.create({ collection: 'accounts', id: `a${n}` }, { text: 'x'.repeat(3000) }, { dueAt: n });
    }
    await store.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xff, 4096));
    const reading = async () => open().due('accounts', { until: 100, limit: 50 });
    await expect(reading()).rejects.toThrow(`The database file ${file} is damaged`);
  });

  test('names a folder in the place of its file', () => {
    mkdirSync(file, { recursive: true });
    expect(() => open()).toThrow(`The database file ${file} is a folder. Move it away`);
  });

  test.each(['-wal', '-shm'])('names a folder in the place of its file %s', async (end) => {
    await open().close();
    mkdirSync(`${file}${end}`);
    expect(() => open()).toThrow(`The database file ${file}${end} is a folder. Move it away`);
  });

  test('names a link that leads nowhere, in the place of its file or of its folder', () => {
    mkdirSync(folder);
    symlinkSync('/not/mounted', file);
    expect(() => open()).toThrow(
      `The database file ${file} is a link to a file that does not exist. Mount its disk`,
    );
    rmSync(folder, { recursive: true });
    symlinkSync('/not/mounted', folder);
    expect(() => open()).toThrow(
      `The database file ${file} is to be in a folder that cannot be created: a link in its path leads nowhere. Mount its disk`,
    );
  });

  test.each([0o777, 0o757, 0o702])('closes a folder of its own that is open to others (%o)', (mode) => {
    mkdirSync(folder);
    chmodSync(folder, mode);
    open();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(messages()).toEqual(['closed the data folder to other users: they could write into it']);
  });

  test('warns of an open folder that has other files, and does not change it', () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'photo.jpg'), '');
    chmodSync(folder, 0o777);
    open();
    expect(statSync(folder).mode & 0o777).toBe(0o777);
    expect(messages()).toEqual(['other users can write into the data folder']);
  });

  test('an account that ends leaves nothing in the files within seconds, while the server runs on', async () => {
    const store = open();
    const revision = await store.create(KEY, { name: 'Front door of the Smiths', list: 'x'.repeat(9000) });
    const states = { collection: 'states', id: 'a1-of-the-smiths' } as const;
    const other = await store.create(states, { name: 'Front door of the Smiths' });
    await store.replace(KEY, revision ?? '', { name: 'Front door of the Smiths', more: 1 });
    const [current] = await store.get([KEY]);
    const found = () =>
      readdirSync(folder).filter((name) => /smiths/i.test(readFileSync(join(folder, name), 'latin1')));
    expect(found()).not.toEqual([]);
    await store.delete(KEY, current?.revision ?? '');
    await store.delete(states, other ?? '');
    for (let n = 0; n < 100 && found().length > 0; n += 1) await pause(50);
    expect(found()).toEqual([]);
    expect(await store.create(KEY, { n: 1 })).toBeDefined();
  });

  test('an account that ended before a kill leaves nothing in the files after the next start', async () => {
    const store = open();
    const revision = await store.create(KEY, { name: 'Front door of the Smiths' });
    await store.delete(KEY, revision ?? '');
    const copy = join(folder, 'killed.sqlite');
    for (const suffix of ['', '-wal']) writeFileSync(`${copy}${suffix}`, readFileSync(`${file}${suffix}`));
    expect(readFileSync(`${copy}-wal`, 'latin1')).toContain('Smiths');
    stores.push(openSqliteStore({ file: copy, clock }));
    for (const suffix of ['', '-wal']) {
      expect(readFileSync(`${copy}${suffix}`, 'latin1')).not.toContain('Smiths');
    }
  });
});
