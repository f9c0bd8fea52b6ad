import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore, openSqliteStoreToRead } from '../../functions/store/sqlite/sqlite.ts';
import { OffsetClock } from '../support/offset-clock.ts';

const KEY = { collection: 'states', id: 'a1' } as const;

describe('a database of schema 1', () => {
  const clock = new OffsetClock();
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    file = join(folder, 'data.db');
    const database = new DatabaseSync(file);
    database.exec(`
      CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
      INSERT INTO migrations VALUES (1, 0);
      CREATE TABLE documents (
        collection TEXT NOT NULL, id TEXT NOT NULL, revision TEXT NOT NULL, data TEXT NOT NULL,
        expire_at INTEGER, due_at INTEGER, PRIMARY KEY (collection, id)
      ) STRICT;
      CREATE INDEX documents_by_due ON documents (collection, due_at, id) WHERE due_at IS NOT NULL;
      CREATE INDEX documents_by_expiry ON documents (expire_at) WHERE expire_at IS NOT NULL;
      INSERT INTO documents VALUES ('states', 'a1', 'r1', '{"n":1}', NULL, 5);`);
    database.close();
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('is read as it is by the commands that only read', async () => {
    const store = openSqliteStoreToRead({ file, clock });
    expect(await store.due('states', { until: 5, limit: 1 })).toMatchObject([{ key: KEY, data: { n: 1 } }]);
    expect((await store.get([KEY]))[0]?.revision).toBe('r1');
    await store.close();
  });

  test('is migrated by the server, whose claims start at one', async () => {
    const store = openSqliteStore({ file, clock });
    const claim = () => store.claimDue('states', { until: 10, limit: 1 }, (claims) => 5 + claims);
    expect(await claim()).toEqual([{ key: KEY, dueAt: 5, claims: 1 }]);
    expect(await claim()).toEqual([{ key: KEY, dueAt: 6, claims: 2 }]);
    expect(await store.replace(KEY, 'r1', { n: 2 }, { dueAt: 9 })).toBeDefined();
    expect(await claim()).toEqual([{ key: KEY, dueAt: 9, claims: 1 }]);
    await store.close();
  });
});
