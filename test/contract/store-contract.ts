import type { DocumentKey, Store } from '../../functions/store/store.ts';
import { StoreUnavailableError } from '../../functions/store/store.ts';
import { OffsetClock } from '../support/offset-clock.ts';
import { claimsContract } from './claims-contract.ts';

/** A store under test; `close` ends what the test started. */
interface OpenedStore {
  readonly store: Store;
  close(): Promise<void>;
}

const KEY: DocumentKey = { collection: 'accounts', id: 'a1' };

/** The tests that every store passes (see `README.md`). `open` returns an empty store that goes by the clock. */
export function storeContract(name: string, open: (clock: OffsetClock) => Promise<OpenedStore>): void {
  describe(`${name} as a store`, () => {
    let clock: OffsetClock;
    let opened: OpenedStore;
    let store: Store;

    beforeEach(async () => {
      clock = new OffsetClock();
      opened = await open(clock);
      store = opened.store;
    });

    afterEach(async () => {
      await opened.close();
    });

    async function created(key: DocumentKey, data: unknown, times = {}): Promise<string> {
      const revision = await store.create(key, data, times);
      if (revision === undefined) throw new Error(`${key.id} exists already`);
      return revision;
    }

    async function read(key: DocumentKey): Promise<unknown> {
      const [document] = await store.get([key]);
      return document?.data;
    }

    const dueIds = async (until: number, limit = 10): Promise<string[]> =>
      (await store.due('accounts', { until, limit })).map(({ key }) => key.id);

    describe('an early replace', () => {
      test('is seen by the next read, and stays after the flush', async () => {
        const revision = await created(KEY, { n: 1 });
        const next = await store.replace(KEY, revision, { n: 2 }, { early: true });
        expect(next).toBeDefined();
        expect(await read(KEY)).toEqual({ n: 2 });
        await store.flushed();
        expect((await store.get([KEY]))[0]?.revision).toBe(next);
      });

      test('is refused when the document changed', async () => {
        const revision = await created(KEY, { n: 1 });
        await store.replace(KEY, revision, { n: 2 });
        expect(await store.replace(KEY, revision, { n: 3 }, { early: true })).toBeUndefined();
        expect(await read(KEY)).toEqual({ n: 2 });
      });
    });

    describe('get', () => {
      test('returns documents in the order of the keys, undefined for missing ones', async () => {
        const revision = await created(KEY, { name: 'account' });
        await created({ collection: 'states', id: 'a1' }, { name: 'states' });
        const found = await store.get([
          { collection: 'states', id: 'a1' },
          { collection: 'codes', id: 'a1' },
          KEY,
        ]);
        expect(found.map((document) => document?.data)).toEqual([
          { name: 'states' },
          undefined,
          { name: 'account' },
        ]);
        expect(found[2]).toEqual({ key: KEY, data: { name: 'account' }, revision });
      });

      test('returns a document twice for a key that is given twice', async () => {
        await created(KEY, { n: 1 });
        expect((await store.get([KEY, KEY])).map((document) => document?.data)).toEqual([{ n: 1 }, { n: 1 }]);
      });

      test('returns nothing for no keys', async () => {
        expect(await store.get([])).toEqual([]);
      });

      test('distinguishes documents with one id in two collections', async () => {
        await created({ collection: 'codes', id: 'same' }, 1);
        expect(await read({ collection: 'sessions', id: 'same' })).toBeUndefined();
      });

      test('returns data that the caller may change without changing what is stored', async () => {
        const data = { locks: ['front'] };
        await created(KEY, data);
        data.locks.push('changed after the write');
        const [first] = await store.get([KEY]);
        Object.assign(Object(first?.data), { locks: 'changed after the read' });
        expect(await read(KEY)).toEqual({ locks: ['front'] });
      });
    });

    describe('create', () => {
      test('refuses an existing document and does not change it', async () => {
        const revision = await created(KEY, { n: 1 });
        expect(await store.create(KEY, { n: 2 })).toBeUndefined();
        expect(await store.get([KEY])).toEqual([{ key: KEY, data: { n: 1 }, revision }]);
      });

      test('makes a new revision for a document that is created again after a delete', async () => {
        const first = await created(KEY, { n: 1 });
        await store.delete(KEY, first);
        const second = await created(KEY, { n: 1 });
        expect(second).not.toBe(first);
        expect(await store.replace(KEY, first, { n: 2 })).toBeUndefined();
        expect(await store.delete(KEY, first)).toBe(false);
      });

      test('accepts every id of 1 to 200 allowed characters', async () => {
        for (const id of ['_', '-', '__x__', '____', 'A-z_09', 'x'.repeat(200)]) {
          await created({ collection: 'codes', id }, { id }, { dueAt: 1 });
          expect(await read({ collection: 'codes', id })).toEqual({ id });
        }
        const due = await store.due('codes', { until: 1, limit: 10 });
        expect(due.map(({ key }) => key.id).sort()).toEqual(
          ['_', '-', '__x__', '____', 'A-z_09', 'x'.repeat(200)].sort(),
        );
      });

      test.each(['', 'a/b', '..', 'a b', 'ä', 'x'.repeat(201)])(
        'refuses the id %j with a TypeError',
        async (id) => {
          await expect(store.create({ collection: 'codes', id }, {})).rejects.toThrow(TypeError);
          await expect(store.get([{ collection: 'codes', id }])).rejects.toThrow(TypeError);
        },
      );
    });

    describe('replace', () => {
      test('replaces the whole document and makes a new revision', async () => {
        const first = await created(KEY, { kept: 1, dropped: 2 });
        const second = await store.replace(KEY, first, { kept: 3 });
        expect(second).toEqual(expect.any(String));
        expect(second).not.toBe(first);
        expect(await store.get([KEY])).toEqual([{ key: KEY, data: { kept: 3 }, revision: second }]);
      });

      test('refuses a revision that is not the newest', async () => {
        const first = await created(KEY, { n: 1 });
        await store.replace(KEY, first, { n: 2 });
        expect(await store.replace(KEY, first, { n: 3 })).toBeUndefined();
        expect(await read(KEY)).toEqual({ n: 2 });
      });

      test('makes a new revision even when the data is the same', async () => {
        const first = await created(KEY, { n: 1 });
        const second = await store.replace(KEY, first, { n: 1 });
        expect(second).not.toBe(first);
        expect(await store.replace(KEY, first, { n: 1 })).toBeUndefined();
      });

      test('refuses a document that was deleted, and one that never existed', async () => {
        const revision = await created(KEY, {});
        await store.delete(KEY, revision);
        expect(await store.replace(KEY, revision, {})).toBeUndefined();
        expect(await store.replace({ collection: 'accounts', id: 'never' }, revision, {})).toBeUndefined();
        expect(await store.get([KEY])).toEqual([undefined]);
      });

      test("refuses another document's revision and one that no store made", async () => {
        const other = await created({ collection: 'accounts', id: 'other' }, {});
        await created(KEY, { n: 1 });
        expect(await store.replace(KEY, 'nonsense', {})).toBeUndefined();
        expect(await store.delete(KEY, '')).toBe(false);
        expect(await store.replace(KEY, other, {})).toBeUndefined();
        expect(await read(KEY)).toEqual({ n: 1 });
      });
    });

    describe('delete', () => {
      test('deletes a document once', async () => {
        const revision = await created(KEY, {});
        expect(await store.delete(KEY, revision)).toBe(true);
        expect(await store.delete(KEY, revision)).toBe(false);
        expect(await store.get([KEY])).toEqual([undefined]);
      });

      test('refuses a revision that is not the newest', async () => {
        const first = await created(KEY, { n: 1 });
        await store.replace(KEY, first, { n: 2 });
        expect(await store.delete(KEY, first)).toBe(false);
        expect(await read(KEY)).toEqual({ n: 2 });
      });
    });

    describe('data', () => {
      test.each([
        ['null', null],
        ['a boolean', false],
        ['a number', 42],
        ['text', 'front door'],
        ['a list', [1, [2, [3]], {}]],
        ['numbers at their limits', [0.1, 1e308, 5e-324, -1.5, Number.MAX_SAFE_INTEGER, 2 ** 60]],
        [
          'text of every kind',
          ['', '\u0000\u001f"\\/', '\ud800 alone', '🔐', '\u2028', ' ', 'ß'.normalize('NFD')],
        ],
        ['names of every kind', { '': 1, 'a.b': 2, __name__: 3, 'ключ`': 4, constructor: 5, '1': 6 }],
        ['lists in lists and nothing in them', { empty: [], nested: [[]], object: {} }],
        ['a large document', { text: 'é'.repeat(200_000) }],
      ])('is read as it was written: %s', async (_name, data) => {
        await created(KEY, data);
        const [document] = await store.get([KEY]);
        expect(document?.data).toEqual(data);
        expect(JSON.stringify(document?.data)).toBe(JSON.stringify(data));
      });

      test.each([
        ['undefined', undefined],
        ['an undefined member', { pin: undefined }],
        ['an undefined element', { list: [1, undefined] }],
        ['a hole in a list', { list: new Array(2) }],
        ['NaN', { n: Number.NaN }],
        ['infinity', { n: Number.POSITIVE_INFINITY }],
        ['a bigint', { n: 1n }],
        ['a date', { at: new Date(0) }],
        ['a map', { map: new Map() }],
        ['bytes', { bytes: Buffer.from('x') }],
        ['a function', { f: () => 1 }],
      ])('is refused with a TypeError when JSON would change it: %s', async (_name, data) => {
        await expect(store.create(KEY, data)).rejects.toThrow(TypeError);
        const revision = await created(KEY, { n: 1 });
        await expect(store.replace(KEY, revision, data)).rejects.toThrow(TypeError);
        expect(await read(KEY)).toEqual({ n: 1 });
      });

      test('is refused when it contains itself', async () => {
        const data: Record<string, unknown> = {};
        data['self'] = data;
        await expect(store.create(KEY, data)).rejects.toThrow(/contains itself/);
      });

      test('is read as it was written when it has as many bytes as a document may', async () => {
        const data = { locks: '門🔐'.repeat(400_000), more: 'x'.repeat(190_000) };
        const revision = await created(KEY, data);
        expect(await read(KEY)).toEqual(data);
        const next = { ...data, n: 1 };
        expect(await store.replace(KEY, revision, next)).toBeDefined();
        expect(await read(KEY)).toEqual(next);
      });

      test('is refused with a RangeError when it has more than 3,000,000 bytes', async () => {
        await expect(store.create(KEY, 'x'.repeat(3_000_000))).rejects.toThrow(RangeError);
        const revision = await created(KEY, { n: 1 });
        await expect(store.replace(KEY, revision, 'x'.repeat(3_000_000))).rejects.toThrow(RangeError);
        expect(await read(KEY)).toEqual({ n: 1 });
      });
    });

    describe('expiry', () => {
      test('hides a document from its expiry time on', async () => {
        const expireAt = clock.now() + 60_000;
        await created(KEY, { n: 1 }, { expireAt, dueAt: 1 });
        clock.advance(59_000 - (clock.now() - (expireAt - 60_000)));
        expect(await read(KEY)).toEqual({ n: 1 });
        expect(await dueIds(1)).toEqual(['a1']);
        clock.advance(expireAt - clock.now());
        expect(await read(KEY)).toBeUndefined();
        expect(await dueIds(1)).toEqual([]);
      });

      test('lets the document be created again, with new times', async () => {
        const first = await created(KEY, { n: 1 }, { expireAt: clock.now() + 1000 });
        clock.advance(1001);
        const second = await created(KEY, { n: 2 });
        expect(second).not.toBe(first);
        clock.advance(86_400_000);
        expect(await read(KEY)).toEqual({ n: 2 });
        expect(await store.create(KEY, { n: 3 })).toBeUndefined();
      });

      test('invalidates the revision', async () => {
        const revision = await created(KEY, { n: 1 }, { expireAt: clock.now() + 1000 });
        const [document] = await store.get([KEY]);
        clock.advance(1001);
        expect(await store.replace(KEY, revision, { n: 2 })).toBeUndefined();
        expect(await store.delete(KEY, document?.revision ?? '')).toBe(false);
      });

      test('is replaced along with the document', async () => {
        const first = await created(KEY, { n: 1 }, { expireAt: clock.now() + 1000 });
        const second = await store.replace(KEY, first, { n: 2 }, { expireAt: clock.now() + 50_000 });
        clock.advance(2000);
        expect(await read(KEY)).toEqual({ n: 2 });
        await store.replace(KEY, second ?? '', { n: 3 });
        clock.advance(100_000);
        expect(await read(KEY)).toEqual({ n: 3 });
      });

      test.each([
        { expireAt: 1.5 },
        { dueAt: Number.NaN },
        { expireAt: -1 },
        { dueAt: Number.POSITIVE_INFINITY },
      ])('refuses %j with a TypeError', async (times) => {
        await expect(store.create(KEY, {}, times)).rejects.toThrow(TypeError);
      });
    });

    // Stores may index the due times of states otherwise, as there is a document per account.
    describe.each(['accounts', 'states'] as const)('due, of %s,', (collection) => {
      const account = (id: string): DocumentKey => ({ collection, id });
      const ALONE = account('a1');
      const dueIds = async (until: number, limit = 10): Promise<string[]> =>
        (await store.due(collection, { until, limit })).map(({ key }) => key.id);

      test('finds exactly the due documents, earliest first, ties by id', async () => {
        await created(account('b'), { n: 1 }, { dueAt: 10 });
        await created(account('a'), { n: 2 }, { dueAt: 10 });
        const revision = await created(account('early'), { n: 3 }, { dueAt: 0 });
        await created(account('later'), { n: 4 }, { dueAt: 11 });
        await created(account('never'), { n: 5 });
        await created({ collection: 'codes', id: 'other' }, { n: 6 }, { dueAt: 1 });
        const due = await store.due(collection, { until: 10, limit: 10 });
        expect(due.map(({ key, dueAt, data }) => [key.id, dueAt, data])).toEqual([
          ['early', 0, { n: 3 }],
          ['a', 10, { n: 2 }],
          ['b', 10, { n: 1 }],
        ]);
        expect(due[0]?.revision).toBe(revision);
        const keys = due.map(({ key, dueAt }) => ({ key, dueAt }));
        expect(await store.dueKeys(collection, { until: 10, limit: 10 })).toEqual(keys);
        expect(await store.replace(account('early'), revision, {})).toBeDefined();
      });

      test('pages through ties without losing or repeating one', async () => {
        const ids = Array.from({ length: 23 }, (_, index) => `id-${String(index).padStart(2, '0')}`);
        await Promise.all(ids.map((id, index) => created(account(id), {}, { dueAt: index < 5 ? 1 : 2 })));
        for (const ask of ['due', 'dueKeys'] as const) {
          const seen: string[] = [];
          let after: { dueAt: number; id: string } | undefined;
          for (;;) {
            const page = await store[ask](collection, { until: 2, limit: 4, ...(after && { after }) });
            seen.push(...page.map(({ key }) => key.id));
            const last = page.at(-1);
            if (!last || page.length < 4) break;
            after = { dueAt: last.dueAt, id: last.key.id };
          }
          expect(seen).toEqual(ids);
        }
      });

      test('starts after a document that was deleted', async () => {
        const revision = await created(account('a'), {}, { dueAt: 1 });
        await created(account('b'), {}, { dueAt: 1 });
        await store.delete(account('a'), revision);
        const page = await store.due(collection, { until: 1, limit: 1, after: { dueAt: 1, id: 'a' } });
        expect(page.map(({ key }) => key.id)).toEqual(['b']);
      });

      test('fills a page in spite of expired documents', async () => {
        for (const index of [0, 1, 2, 3, 4, 5, 6, 7]) {
          const expireAt = clock.now() + (index < 5 ? 1000 : 1_000_000);
          await created(account(`id-${index}`), {}, { dueAt: index, expireAt });
        }
        clock.advance(1001);
        expect(await dueIds(100, 2)).toEqual(['id-5', 'id-6']);
        expect(await dueIds(100, 4)).toEqual(['id-5', 'id-6', 'id-7']);
        const keys = await store.dueKeys(collection, { until: 100, limit: 2 });
        expect(keys.map(({ key }) => key.id)).toEqual(['id-5', 'id-6']);
      });

      test('goes by the due time of the newest version, and not at all without one', async () => {
        const first = await created(ALONE, {}, { dueAt: 5 });
        const second = await store.replace(ALONE, first, {}, { dueAt: 50 });
        expect(await dueIds(5)).toEqual([]);
        expect(await dueIds(50)).toEqual(['a1']);
        await store.replace(ALONE, second ?? '', {});
        expect(await dueIds(50)).toEqual([]);
      });

      test('refuses a limit that is not a positive whole number', async () => {
        await expect(store.due(collection, { until: 1, limit: 0 })).rejects.toThrow(TypeError);
        await expect(store.dueKeys(collection, { until: 1, limit: 0 })).rejects.toThrow(TypeError);
      });
    });

    claimsContract(() => ({ store, clock }));

    describe('races', () => {
      const fifty = Array.from({ length: 50 }, (_, index) => index);

      test('one of 50 concurrent replaces of a revision succeeds', async () => {
        const revision = await created(KEY, { winner: -1 });
        const revisions = await Promise.all(
          fifty.map((index) => store.replace(KEY, revision, { winner: index })),
        );
        const winners = fifty.filter((index) => revisions[index] !== undefined);
        expect(winners).toHaveLength(1);
        expect(await store.get([KEY])).toEqual([
          { key: KEY, data: { winner: winners[0] }, revision: revisions[winners[0] ?? 0] },
        ]);
      });

      test('one of 50 concurrent creates succeeds', async () => {
        const revisions = await Promise.all(fifty.map((index) => store.create(KEY, { winner: index })));
        const winners = fifty.filter((index) => revisions[index] !== undefined);
        expect(winners).toHaveLength(1);
        expect(await read(KEY)).toEqual({ winner: winners[0] });
      });

      test('one of 50 concurrent creates over an expired document succeeds', async () => {
        await created(KEY, { old: true }, { expireAt: clock.now() + 1000 });
        clock.advance(1001);
        const revisions = await Promise.all(fifty.map((index) => store.create(KEY, { winner: index })));
        const winners = fifty.filter((index) => revisions[index] !== undefined);
        expect(winners).toHaveLength(1);
        expect(await read(KEY)).toEqual({ winner: winners[0] });
      });

      test('one of 50 concurrent redemptions of a code succeeds', async () => {
        const code: DocumentKey = { collection: 'codes', id: 'code' };
        await created(code, { grant: 'g' });
        const redeemed = await Promise.all(
          fifty.map(async () => {
            const [document] = await store.get([code]);
            return document !== undefined && (await store.delete(code, document.revision));
          }),
        );
        expect(redeemed.filter(Boolean)).toHaveLength(1);
      });

      test('20 concurrent increments that retry until they succeed are all counted', async () => {
        await created(KEY, { count: 0 });
        const increment = async (): Promise<void> => {
          for (;;) {
            const [document] = await store.get([KEY]);
            const count = Number(Object(document?.data)['count']);
            if (await store.replace(KEY, document?.revision ?? '', { count: count + 1 })) return;
          }
        };
        await Promise.all(Array.from({ length: 20 }, increment));
        expect(await read(KEY)).toEqual({ count: 20 });
      });
    });

    describe('list', () => {
      const listed = async (limit: number) => {
        const found: unknown[] = [];
        for (let after: string | undefined; ; ) {
          const page = await store.list('accounts', { limit, ...(after !== undefined && { after }) });
          const last = page.at(-1);
          if (last === undefined) return found;
          found.push(...page.map(({ key, data, times }) => [key.id, data, times]));
          after = last.key.id;
        }
      };

      test('finds every document of the collection with its times, whatever its id', async () => {
        const due = clock.now();
        const times = [
          {},
          { dueAt: due },
          { expireAt: due + 60_000 },
          { dueAt: due, expireAt: due + 60_000 },
        ];
        const ids = ['__x__', '-', '_', 'A', 'a', 'x'.repeat(200), '__y__'];
        const written = ids.map((id, index) => [id, { n: index }, times[index % 4]] as const);
        for (const [id, data, own] of written) await created({ collection: 'accounts', id }, data, own);
        await created({ collection: 'states', id: 'other' }, {});
        const sorted = (found: readonly unknown[]) =>
          [...found].sort((one, two) => (String(one) < String(two) ? -1 : 1));
        for (const limit of [1, 3, 100]) expect(sorted(await listed(limit))).toEqual(sorted(written));
      });

      test('lists the ids between two others, in the order of their characters', async () => {
        const ids = ['a-', 'a-1', 'a-A', 'a-_', 'a-a', 'a-zz'];
        for (const id of ['a', ...ids, 'a0', 'a00', 'aa', 'b-1'])
          await created({ collection: 'accounts', id }, {});
        const between = async (query: { after: string; before: string; limit: number }) =>
          (await store.list('accounts', query)).map(({ key }) => key.id);
        expect(await between({ after: 'a', before: 'a0', limit: 100 })).toEqual(ids);
        expect(await between({ after: 'a-', before: 'a-a', limit: 2 })).toEqual(['a-1', 'a-A']);
        expect(await between({ after: 'c', before: 'd', limit: 9 })).toEqual([]);
        await expect(store.list('accounts', { limit: 1, before: 'a/b' })).rejects.toThrow(TypeError);
      });

      test('gives the revision that a replace needs', async () => {
        await created(KEY, { n: 1 });
        const [found] = await store.list('accounts', { limit: 5 });
        expect(await store.replace(KEY, found?.revision ?? '', { n: 2 })).toBeDefined();
      });

      test('leaves out expired documents, also a page of them', async () => {
        for (const id of ['a', 'b', 'c', 'd']) {
          await created(
            { collection: 'accounts', id },
            {},
            id === 'd' ? {} : { expireAt: clock.now() + 1000 },
          );
        }
        clock.advance(1000);
        expect(await listed(2)).toEqual([['d', {}, {}]]);
      });

      test('refuses a limit or an id that makes no sense', async () => {
        await expect(store.list('accounts', { limit: 0 })).rejects.toThrow(TypeError);
        await expect(store.list('accounts', { limit: 1, after: 'a/b' })).rejects.toThrow(TypeError);
      });
    });

    describe('close', () => {
      test('finishes the writes under way, then rejects every call', async () => {
        const write = store.create(KEY, { n: 1 });
        await store.close();
        expect(await write).toEqual(expect.any(String));
        await expect(store.get([KEY])).rejects.toThrow(StoreUnavailableError);
        await expect(store.create(KEY, {})).rejects.toThrow(StoreUnavailableError);
        await expect(store.due('accounts', { until: 1, limit: 1 })).rejects.toThrow(StoreUnavailableError);
        await expect(store.dueKeys('accounts', { until: 1, limit: 1 })).rejects.toThrow(
          StoreUnavailableError,
        );
        await expect(store.claimDue('accounts', { until: 1, limit: 1 }, () => 2)).rejects.toThrow(
          StoreUnavailableError,
        );
        await expect(store.postpone(KEY, (await write) ?? '', 1)).rejects.toThrow(StoreUnavailableError);
        await expect(store.list('accounts', { limit: 1 })).rejects.toThrow(StoreUnavailableError);
        await store.close();
      });
    });
  });
}
