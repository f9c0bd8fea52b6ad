import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { backUpDatabase } from '../../functions/store/sqlite/backup/back-up-database.ts';
import { holdDatabase, stageBackup } from '../../functions/store/sqlite/backup/replace-database.ts';
import { NEWEST_SCHEMA } from '../../functions/store/sqlite/schema.ts';
import { openSqliteStore } from '../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../functions/store/store.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { until } from '../support/until.ts';

const clock = new OffsetClock();
let folder: string;
let file: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backup-'));
  file = join(folder, 'store.sqlite');
  store = openSqliteStore({ file, clock });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const backUp = (name = 'a.sqlite', from = file) =>
  backUpDatabase({ file: from, to: join(folder, name), now: clock.now(), product: '1.2.3' });

function rowsOf(path: string, sql: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

const count = (path: string) => Object(rowsOf(path, 'SELECT count(*) AS count FROM documents')[0]).count;

describe('a backup', () => {
  test('is a moment of a database into which writes go on', async () => {
    await store.create({ collection: 'states', id: 'big' }, { text: 'x'.repeat(900_000) });
    let written = 0;
    let isDone = false;
    const write = async () => {
      // Each document is written after the one before: a copy with a gap is no moment.
      while (!isDone)
        await store.create({ collection: 'accounts', id: `a${written}` }, { number: written++ });
    };
    const writing = write();
    for (const name of ['a', 'b', 'c']) {
      const { documents } = await backUp(name);
      const numbers = rowsOf(
        join(folder, name),
        "SELECT data ->> 'number' AS number FROM documents WHERE collection = 'accounts' ORDER BY number",
      ).map((row) => Object(row).number);
      expect(numbers).toEqual(Array.from({ length: documents['accounts'] ?? 0 }, (_, index) => index));
    }
    isDone = true;
    await writing;
    expect(written).toBeGreaterThan(0);
    expect(await backUp('d')).toMatchObject({ documents: { accounts: written, states: 1 } });
  });

  test('is for its owner alone, says when and by which release it was made, and is one file', async () => {
    await store.create({ collection: 'accounts', id: 'a' }, {});
    expect(await backUp()).toEqual({
      documents: { accounts: 1 },
      schema: NEWEST_SCHEMA,
      backup: { madeAt: expect.any(Number), product: '1.2.3' },
    });
    expect(statSync(join(folder, 'a.sqlite')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith('a.'))).toEqual(['a.sqlite']);
  });

  test('has nothing of what was deleted, expired, or lasts only minutes', async () => {
    const secrets = ['deleted-one', 'expired-one', 'session-one', 'replaced-one'] as const;
    const deleted = await store.create({ collection: 'accounts', id: 'a' }, { text: secrets[0] });
    await store.delete({ collection: 'accounts', id: 'a' }, deleted ?? '');
    await store.create(
      { collection: 'endings', id: 'e' },
      { text: secrets[1] },
      { expireAt: clock.now() - 1 },
    );
    await store.create(
      { collection: 'sessions', id: 's' },
      { text: secrets[2] },
      { expireAt: clock.now() + 60_000 },
    );
    const replaced = await store.create({ collection: 'accounts', id: 'b' }, { text: secrets[3] });
    await store.replace({ collection: 'accounts', id: 'b' }, replaced ?? '', { text: 'kept-one' });
    expect(await backUp()).toMatchObject({ documents: { accounts: 1 } });
    const bytes = readFileSync(join(folder, 'a.sqlite'), 'latin1');
    expect(bytes).toContain('kept-one');
    for (const secret of secrets) expect(bytes).not.toContain(secret);
  });

  test('overwrites no file, and leaves none when it fails', async () => {
    writeFileSync(join(folder, 'a.sqlite'), 'something else');
    await expect(backUp()).rejects.toThrow(/exists already/);
    expect(readFileSync(join(folder, 'a.sqlite'), 'utf8')).toBe('something else');
    await expect(backUp('missing/a.sqlite')).rejects.toThrow(/its folder does not exist/);
    writeFileSync(
      join(folder, 'odd'),
      'no database at all, but as long as a header would have to be: '.repeat(20),
    );
    await expect(backUp('b.sqlite', join(folder, 'odd'))).rejects.toThrow(/damaged/);
    expect(readdirSync(folder).filter((name) => /partial|^b/.test(name))).toEqual([]);
  });
});

describe('a file that is to be restored', () => {
  const staged = () => join(folder, 'staged');

  test('is refused if it is damaged, cut, empty, or of another program', async () => {
    for (let n = 0; n < 200; n += 1) {
      await store.create({ collection: 'accounts', id: `a${n}` }, { text: 'x'.repeat(500) });
    }
    await backUp();
    const whole = readFileSync(join(folder, 'a.sqlite'));
    const wrong = Buffer.from(whole).fill(0x5a, 8192, 8192 + 2000);
    writeFileSync(join(folder, 'wrong'), wrong);
    writeFileSync(join(folder, 'cut'), whole.subarray(0, 20_480));
    writeFileSync(join(folder, 'empty'), '');
    const other = new DatabaseSync(join(folder, 'other'));
    other.exec('CREATE TABLE songs (name TEXT)');
    other.close();
    for (const [name, words] of [
      ['wrong', /damaged/],
      ['cut', /damaged/],
      ['empty', /is empty/],
      ['other', /no data of this product/],
      ['none', /There is no file/],
    ] as const) {
      await expect(stageBackup(join(folder, name), staged())).rejects.toThrow(words);
    }
  });

  test('is refused if a newer release made it, or documents of it are missing', async () => {
    await store.create({ collection: 'accounts', id: 'a' }, {});
    await backUp();
    await backUp('b.sqlite');
    const change = (name: string, sql: string) => {
      const database = new DatabaseSync(join(folder, name));
      database.exec(sql);
      database.close();
    };
    change('a.sqlite', 'INSERT INTO migrations VALUES (99, 0)');
    await expect(stageBackup(join(folder, 'a.sqlite'), staged())).rejects.toThrow(
      /newer release \(schema 99/,
    );
    change('b.sqlite', 'DELETE FROM documents');
    await expect(stageBackup(join(folder, 'b.sqlite'), staged())).rejects.toThrow(
      /0 documents, but was made with 1/,
    );
  });

  test('may be a plain copy with its log', async () => {
    await store.create({ collection: 'accounts', id: 'a' }, {});
    for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, join(folder, `copy${end}`));
    expect(await stageBackup(join(folder, 'copy'), staged())).toEqual({
      documents: { accounts: 1 },
      schema: NEWEST_SCHEMA,
    });
    expect(statSync(staged()).mode & 0o777).toBe(0o600);
  });
});

describe('a database that a server uses', () => {
  test('cannot be held, until the server has ended', async () => {
    await store.create({ collection: 'accounts', id: 'a' }, {});
    expect(() => holdDatabase(file)).toThrow(/A server is using .*Stop it first/);
    await store.create({ collection: 'accounts', id: 'b' }, {});
    await store.close();
    const held = holdDatabase(file);
    expect(held.isDamaged).toBe(false);
    expect(held.read('SELECT id FROM documents ORDER BY id')).toEqual([{ id: 'a' }, { id: 'b' }]);
    const other = new DatabaseSync(file, { timeout: 0 });
    expect(() => other.exec('BEGIN IMMEDIATE')).toThrow(/locked/);
    held.release();
    other.exec('BEGIN IMMEDIATE');
    other.close();
  });

  test('has everything in its file a while after the last write: a copy of that alone is whole', async () => {
    const other = openSqliteStore({ file: join(folder, 'idle.sqlite'), clock, idleMs: 20 });
    for (let n = 0; n < 50; n += 1) await other.create({ collection: 'accounts', id: `a${n}` }, {});
    const isWhole = () => {
      copyFileSync(join(folder, 'idle.sqlite'), join(folder, 'copied'));
      return count(join(folder, 'copied')) === 50;
    };
    await until(isWhole, 'a whole file');
    // The log stays as long as it is: a write into it is flushed sooner than one that makes it grow.
    expect(statSync(join(folder, 'idle.sqlite-wal')).size).toBeGreaterThan(0);
    await other.close();
  });
});
