import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { type Store, StoreUnavailableError } from '../../functions/store/store.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { KeptLog } from '../unit/accounts/fixture.ts';

const DAMAGED = 'the database file or its log was cut or overwritten while the server runs';
const accountKey = (n: number) => ({ collection: 'accounts', id: `a${n}` }) as const;

/** Another program that writes and checkpoints in every way for a while. */
const NEIGHBOUR = `
  const { DatabaseSync } = require('node:sqlite');
  const [file, ms] = process.argv.slice(1);
  const endAt = Date.now() + Number(ms);
  for (let n = 0; Date.now() < endAt; n += 1) {
    const database = new DatabaseSync(file, { timeout: 5000 });
    const write = database.prepare("INSERT INTO documents (collection, id, revision, data) VALUES ('jobs', ?, 'r', ?)");
    for (let i = 0; i < 20; i += 1) write.run('n' + n + '-' + i + '-' + process.pid, JSON.stringify('x'.repeat(3000)));
    try {
      database.exec('PRAGMA wal_checkpoint(' + ['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'][n % 4] + ')');
      if (n % 3 === 0) database.exec("DELETE FROM documents WHERE collection = 'jobs'");
      if (n % 7 === 0) database.exec('VACUUM');
      if (n % 5 === 0) database.exec("VACUUM INTO '" + file + '.' + process.pid + '.' + n + "'");
    } catch (error) {
      if (!/locked|busy/.test(error.message)) throw error;
    }
    database.close();
  }`;

describe('a SQLite store whose files are cut or overwritten in their places', () => {
  const clock = new OffsetClock();
  let folder: string;
  let file: string;
  let log: KeptLog;
  let stores: Store[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    file = join(folder, 'store.sqlite');
    log = new KeptLog();
    stores = [];
  });

  afterEach(async () => {
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true });
  });

  function open(path = file): Store {
    const store = openSqliteStore({ file: path, clock, logger: log });
    stores.push(store);
    return store;
  }

  /** Has accounts in the database and newer ones in its log. */
  async function openFilled(): Promise<Store> {
    const store = open();
    for (let n = 0; n < 30; n += 1) await store.create(accountKey(n), { text: 'x'.repeat(3000) });
    checkpoint('TRUNCATE');
    for (let n = 30; n < 60; n += 1) await store.create(accountKey(n), { text: 'x'.repeat(3000) });
    return store;
  }

  function checkpoint(kind: string): void {
    const other = new DatabaseSync(file);
    other.exec(`PRAGMA wal_checkpoint(${kind})`);
    other.close();
  }

  const messages = () => log.lines.map(({ message }) => message);
  const cutToHalf = (path: string) => truncateSync(path, statSync(path).size / 2);

  async function foreignDatabase(accounts: number): Promise<string> {
    const path = join(folder, 'foreign.sqlite');
    const store = openSqliteStore({ file: path, clock });
    for (let n = 0; n < accounts; n += 1) await store.create(accountKey(n), { text: 'y'.repeat(5000) });
    await store.close();
    return path;
  }

  test.each<[string, () => void | Promise<void>]>([
    ['its log is cut to nothing', () => truncateSync(`${file}-wal`)],
    ['its log is cut to half', () => cutToHalf(`${file}-wal`)],
    ['its log lacks the last byte', () => truncateSync(`${file}-wal`, statSync(`${file}-wal`).size - 1)],
    [
      'its log is cut and as long as before',
      () => {
        const { size } = statSync(`${file}-wal`);
        truncateSync(`${file}-wal`);
        truncateSync(`${file}-wal`, size);
      },
    ],
    ['its file is cut to nothing', () => truncateSync(file)],
    ['its file is cut to half', () => cutToHalf(file)],
    [
      'both are cut to nothing',
      () => {
        truncateSync(file);
        truncateSync(`${file}-wal`);
      },
    ],
    ['its file is overwritten with bytes', () => writeFileSync(file, Buffer.alloc(400_000, 7))],
    ['an empty database is copied into it', async () => copyFileSync(await foreignDatabase(0), file)],
    ['a larger database is copied into it', async () => copyFileSync(await foreignDatabase(100), file)],
  ])('nothing is read or written when %s while it is open', async (_, harm) => {
    const other = open();
    const store = await openFilled();
    const [account] = await store.get([accountKey(1)]);
    await other.create(accountKey(60), {});
    await harm();
    for (const each of [store, other]) {
      await expect(each.create({ collection: 'codes', id: 'c' }, {})).rejects.toThrow(
        'was cut or overwritten',
      );
      await expect(each.replace(accountKey(1), account?.revision ?? '', {})).rejects.toThrow(
        StoreUnavailableError,
      );
      await expect(each.get([accountKey(1)])).rejects.toThrow(StoreUnavailableError);
      await expect(each.get([accountKey(45)])).rejects.toThrow(StoreUnavailableError);
    }
    expect(messages()).toEqual([DAMAGED, DAMAGED]);
  });

  test('nothing is read or written when an older copy of the same length is written over its file', async () => {
    const first = open();
    await first.create(accountKey(1), { text: 'before' });
    await first.close();
    stores = [];
    const copy = readFileSync(file);
    const store = open();
    const [account] = await store.get([accountKey(1)]);
    await store.replace(accountKey(1), account?.revision ?? '', { text: 'later' });
    checkpoint('TRUNCATE');
    expect(statSync(file).size).toBe(copy.length);
    await store.create({ collection: 'codes', id: 'c' }, {});
    writeFileSync(file, copy);
    await expect(store.create({ collection: 'codes', id: 'd' }, {})).rejects.toThrow(
      'was cut or overwritten',
    );
    await expect(store.get([accountKey(1)])).rejects.toThrow(StoreUnavailableError);
    expect(messages()).toEqual([DAMAGED]);
  });

  test('a cut file is noticed by reads alone within a second', async () => {
    const store = await openFilled();
    truncateSync(`${file}-wal`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(store.get([accountKey(1)])).rejects.toThrow(StoreUnavailableError);
  });

  test('a file that was emptied right after its start, before any write, is noticed', async () => {
    await (await openFilled()).close();
    stores = [];
    const store = open();
    await store.get([accountKey(1)]);
    truncateSync(file, statSync(file).size - 4096);
    await expect(store.create(accountKey(99), {})).rejects.toThrow('was cut or overwritten');
  });

  test('closing leaves a cut file and its log as they are', async () => {
    const store = await openFilled();
    truncateSync(file);
    const { size } = statSync(`${file}-wal`);
    await store.close();
    expect(statSync(file).size).toBe(0);
    expect(statSync(`${file}-wal`).size).toBe(size);
  });

  test.each(['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'])(
    'a checkpoint of another program (%s), its end, a backup and a new time of the file are no damage',
    async (kind) => {
      const store = await openFilled();
      checkpoint(kind);
      expect(await store.get([accountKey(45)])).toEqual([expect.anything()]);
      expect(await store.create(accountKey(70), {})).toBeDefined();
      const other = new DatabaseSync(file);
      other.exec(`VACUUM INTO '${file}.backup'`);
      other.exec("DELETE FROM documents WHERE id > 'a4'");
      expect(await store.create(accountKey(71), {})).toBeDefined();
      other.exec('VACUUM');
      other.close();
      checkpoint(kind);
      expect(await store.create(accountKey(72), {})).toBeDefined();
      utimesSync(file, new Date(), new Date());
      expect(await store.create(accountKey(73), {})).toBeDefined();
      await open().close();
      expect(await store.create(accountKey(74), {})).toBeDefined();
      expect(messages()).toEqual([]);
    },
  );

  test('a checkpoint that a reader holds up is no damage', async () => {
    const store = await openFilled();
    const reader = new DatabaseSync(file);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM documents').get();
    for (let n = 70; n < 120; n += 1) {
      expect(await store.create(accountKey(n), { text: 'x'.repeat(9000) })).toBeDefined();
      checkpoint('PASSIVE');
    }
    reader.exec('COMMIT');
    reader.close();
    checkpoint('PASSIVE');
    expect(await store.create(accountKey(150), {})).toBeDefined();
    expect(messages()).toEqual([]);
  });

  test('two other processes that write, checkpoint, vacuum, stop and get killed are no damage', async () => {
    const store = await openFilled();
    const neighbours = [2500, 60_000].map((ms) =>
      spawn(process.execPath, ['-e', NEIGHBOUR, file, String(ms)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    const ends = neighbours.map((child) => once(child, 'exit'));
    let isOver = false;
    const over = Promise.all(ends).then(() => {
      isOver = true;
    });
    setTimeout(() => neighbours[1]?.kill('SIGKILL'), 2000);
    for (let n = 100; !isOver; n += 1) {
      expect(await store.create(accountKey(n), { n })).toBeDefined();
      expect((await store.get([accountKey(n)]))[0]?.data).toEqual({ n });
    }
    await over;
    expect(neighbours[0]?.exitCode).toBe(0);
    expect(messages()).toEqual([]);
  }, 30_000);
});
