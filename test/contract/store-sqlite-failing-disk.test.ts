import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import { type Store, StoreUnavailableError } from '../../functions/store/store.ts';
import { FailingDisk } from '../support/failing-disk.ts';
import { OffsetClock } from '../support/offset-clock.ts';

describe('a SQLite store on a disk that fails', () => {
  const clock = new OffsetClock();
  let folder: string;
  let file: string;
  let stores: Store[];
  let disk: FailingDisk;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    file = join(folder, 'store.db');
    stores = [];
    disk = new FailingDisk(file);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true });
  });

  function open(path = file): Store {
    const store = openSqliteStore({ file: path, clock });
    stores.push(store);
    return store;
  }

  const keyOf = (id: string) => ({ collection: 'codes', id }) as const;
  const write = (store: Store, id: string) => store.create(keyOf(id), { id });

  /** Returns the ids that a store still has after a power cut. */
  async function leftOf(...ids: string[]): Promise<string[]> {
    const found = await open(disk.cutPower()).get(ids.map(keyOf));
    return ids.filter((_, index) => found[index] !== undefined);
  }

  test.each([
    ['is filled by writing the log again', false],
    ['stays until the log is emptied', true],
  ])(
    'acknowledges a write after a failed flush only when a power cut leaves it: the hole %s',
    async (_how, holesStay) => {
      disk.holesStay = holesStay;
      const store = open();
      await write(store, 'before');
      disk.fails = true;
      await expect(write(store, 'failed')).rejects.toThrow(StoreUnavailableError);
      disk.fails = false;
      expect(await write(store, 'later')).toBeDefined();
      expect(await leftOf('before', 'failed', 'later')).toEqual(['before', 'failed', 'later']);
    },
  );

  test('acknowledges no write while flushes fail', async () => {
    const store = open();
    disk.fails = true;
    for (const id of ['one', 'two', 'three']) {
      await expect(write(store, id)).rejects.toThrow(StoreUnavailableError);
    }
    disk.fails = false;
    expect(await write(store, 'later')).toBeDefined();
    expect(await leftOf('one', 'two', 'three', 'later')).toEqual(['one', 'two', 'three', 'later']);
  });

  test('acknowledges no write while the log cannot be repaired', async () => {
    const store = open();
    await write(store, 'before');
    disk.fails = true;
    disk.refuses = true;
    await expect(write(store, 'failed')).rejects.toThrow(StoreUnavailableError);
    disk.fails = false;
    await expect(write(store, 'refused')).rejects.toThrow(StoreUnavailableError);
    await expect(store.flushed()).rejects.toThrow(StoreUnavailableError);
    disk.refuses = false;
    expect(await write(store, 'later')).toBeDefined();
    await store.flushed();
    expect(await leftOf('failed', 'refused', 'later')).toEqual(['failed', 'refused', 'later']);
  });

  test('acknowledges no write while another process reads from the log', async () => {
    const store = open();
    await write(store, 'before');
    disk.fails = true;
    await expect(write(store, 'failed')).rejects.toThrow(StoreUnavailableError);
    disk.fails = false;
    const reader = new DatabaseSync(file);
    reader.exec('BEGIN; SELECT * FROM documents');
    await expect(write(store, 'busy')).rejects.toThrow(StoreUnavailableError);
    reader.close();
    expect(await write(store, 'later')).toBeDefined();
    expect(await leftOf('before', 'failed', 'busy', 'later')).toEqual(['before', 'failed', 'busy', 'later']);
  });

  test('recovers in each of two processes that met the failure', async () => {
    const [store, other] = [open(), open()];
    await Promise.all([write(store, 'before'), write(other, 'other')]);
    disk.fails = true;
    const writes = [write(store, 'failed'), write(other, 'failed too')];
    for (const outcome of await Promise.allSettled(writes)) expect(outcome.status).toBe('rejected');
    disk.fails = false;
    expect(await Promise.all([write(store, 'later'), write(other, 'latest')])).toHaveLength(2);
    const ids = ['before', 'other', 'failed', 'later', 'latest'];
    expect(await leftOf(...ids)).toEqual(ids);
  });
});
