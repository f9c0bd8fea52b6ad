import type { Collection, DocumentKey, DueClaim, Store } from '../../functions/store/store.ts';
import type { OffsetClock } from '../support/offset-clock.ts';

const AGAIN = 1_000_000;

/** The part of the contract about claims. `opened` returns the store of the running test, which is empty, and its clock. */
export function claimsContract(opened: () => { readonly store: Store; readonly clock: OffsetClock }): void {
  describe.each(['accounts', 'states'] as const)('claims of due %s', (collection) => {
    let store: Store;
    let clock: OffsetClock;

    beforeEach(() => {
      ({ store, clock } = opened());
    });

    const keyOf = (id: string): DocumentKey => ({ collection, id });

    async function created(id: string, dueAt: number, times = {}): Promise<string> {
      const revision = await store.create(keyOf(id), { id }, { dueAt, ...times });
      if (revision === undefined) throw new Error(`${id} exists already`);
      return revision;
    }

    const dueAgainAt = (claims: number) => AGAIN + claims;
    const claim = (until: number, limit = 100) => store.claimDue(collection, { until, limit }, dueAgainAt);
    const shown = (claims: readonly DueClaim[]) =>
      claims.map(({ key, dueAt, claims: count }) => [key.id, dueAt, count]);
    const dueIds = async (until: number) =>
      (await store.dueKeys(collection, { until, limit: 100 })).map(({ key }) => key.id);
    const revisionOf = async (id: string) => (await store.get([keyOf(id)]))[0]?.revision ?? '';

    test('return the due documents, earliest first, with their former times, and nothing else', async () => {
      await created('b', 10);
      await created('a', 10);
      await created('early', 0);
      await created('later', 11);
      await store.create(keyOf('never'), {});
      expect(shown(await claim(10))).toEqual([
        ['early', 0, 1],
        ['a', 10, 1],
        ['b', 10, 1],
      ]);
      expect(shown(await claim(10))).toEqual([]);
    });

    test('take the earliest documents up to the limit', async () => {
      for (const [index, id] of ['e', 'd', 'c', 'b', 'a'].entries()) await created(id, index);
      expect(shown(await claim(10, 2))).toEqual([
        ['e', 0, 1],
        ['d', 1, 1],
      ]);
      expect(await dueIds(10)).toEqual(['c', 'b', 'a']);
    });

    test('leave out what is in front of a document if they are asked to', async () => {
      for (const [index, id] of ['early', 'a', 'b', 'c'].entries()) await created(id, Math.max(5, index * 5));
      const after = { dueAt: 5, id: 'a' };
      expect(shown(await store.claimDue(collection, { until: 10, limit: 9, after }, dueAgainAt))).toEqual([
        ['early', 5, 1],
        ['b', 10, 1],
      ]);
      expect(await dueIds(20)).toEqual(['a', 'c']);
    });

    test('move the due times and leave the data as it is', async () => {
      await created('a', 5, { expireAt: clock.now() + 60_000 });
      await claim(5);
      const [document] = await store.get([keyOf('a')]);
      expect(document?.data).toEqual({ id: 'a' });
      expect(await dueIds(AGAIN)).toEqual([]);
      expect(await store.dueKeys(collection, { until: AGAIN + 1, limit: 9 })).toEqual([
        { key: keyOf('a'), dueAt: AGAIN + 1 },
      ]);
      clock.advance(60_000);
      expect(await dueIds(AGAIN + 1)).toEqual([]);
    });

    test('are counted until the document is written', async () => {
      await created('a', 5);
      const times: unknown[] = [];
      for (let count = 0; count < 3; count += 1) times.push(...shown(await claim(AGAIN * 2)));
      expect(times).toEqual([
        ['a', 5, 1],
        ['a', AGAIN + 1, 2],
        ['a', AGAIN + 2, 3],
      ]);
      await store.replace(keyOf('a'), await revisionOf('a'), { id: 'a', n: 2 }, { dueAt: 7 });
      expect(shown(await claim(10))).toEqual([['a', 7, 1]]);
    });

    test('start again with a document that is created again', async () => {
      await created('a', 5, { expireAt: clock.now() + 1000 });
      await claim(5);
      clock.advance(1000);
      await created('a', 6);
      expect(shown(await claim(10))).toEqual([['a', 6, 1]]);
    });

    test('do not take an expired document, and find those behind it', async () => {
      for (const id of ['a', 'b', 'c']) await created(id, 1, { expireAt: clock.now() + 1000 });
      await created('d', 2);
      clock.advance(1000);
      expect(shown(await claim(10, 2))).toEqual([['d', 2, 1]]);
    });

    test('do not keep a later write from happening', async () => {
      const before = await created('a', 5);
      await claim(5);
      const written = await store.replace(keyOf('a'), before, { n: 2 }, { dueAt: 9 });
      if (written === undefined)
        await store.replace(keyOf('a'), await revisionOf('a'), { n: 2 }, { dueAt: 9 });
      expect((await store.get([keyOf('a')]))[0]?.data).toEqual({ n: 2 });
      expect(shown(await claim(10))).toEqual([['a', 9, 1]]);
    });

    test('give each document to one of many who claim at once', async () => {
      const ids = Array.from({ length: 40 }, (_, index) => `id-${index}`);
      await Promise.all(ids.map((id) => created(id, 1)));
      const pages = await Promise.all(Array.from({ length: 6 }, () => claim(1, 40)));
      // One that was left out because another claim came between stays due.
      const claimed = [...pages.flat(), ...(await claim(1))].map(({ key }) => key.id);
      expect(claimed.sort()).toEqual(ids.sort());
    });

    test('and queries of all parts of the index find each document once', async () => {
      const ids = Array.from({ length: 60 }, (_, index) => `id-${String(index).padStart(2, '0')}`);
      await Promise.all(ids.map((id) => created(id, 3)));
      const shards = Array.from({ length: store.dueShards(collection) }, (_, shard) => shard);
      const query = { until: 3, limit: 100 };
      const keys = await Promise.all(shards.map((shard) => store.dueKeys(collection, { ...query, shard })));
      expect(
        keys
          .flat()
          .map(({ key }) => key.id)
          .sort(),
      ).toEqual(ids);
      const claimed = await Promise.all(
        shards.map((shard) => store.claimDue(collection, { ...query, shard }, dueAgainAt)),
      );
      expect(
        claimed
          .flat()
          .map(({ key }) => key.id)
          .sort(),
      ).toEqual(ids);
      expect(await dueIds(AGAIN)).toEqual([]);
    });

    test('refuse a limit, a time or a part of the index that makes no sense', async () => {
      const refused = async (query: object) =>
        expect(store.claimDue(collection, { until: 1, limit: 1, ...query }, dueAgainAt)).rejects.toThrow(
          TypeError,
        );
      await refused({ limit: 0 });
      await refused({ until: Number.NaN });
      await refused({ shard: store.dueShards(collection) });
      await refused({ shard: -1 });
      await expect(store.dueKeys(collection, { until: 1, limit: 1, shard: 0.5 })).rejects.toThrow(TypeError);
    });
  });

  describe.each(['accounts', 'states'] as const)('postponing one of the %s', (collection: Collection) => {
    const KEY: DocumentKey = { collection, id: 'a1' };

    test('moves its due time and leaves data and claims as they are', async () => {
      const { store } = opened();
      await store.create(KEY, { n: 1 }, { dueAt: 5 });
      await store.claimDue(collection, { until: 5, limit: 1 }, () => 6);
      const [found] = await store.get([KEY]);
      expect(await store.postpone(KEY, found?.revision ?? '', 50)).toBe(true);
      expect((await store.get([KEY]))[0]?.data).toEqual({ n: 1 });
      expect(await store.dueKeys(collection, { until: 49, limit: 9 })).toEqual([]);
      const claimed = await store.claimDue(collection, { until: 50, limit: 9 }, () => 60);
      expect(claimed).toEqual([{ key: KEY, dueAt: 50, claims: 2 }]);
    });

    test('does nothing to one that was written since, expired, or is gone', async () => {
      const { store, clock } = opened();
      const first = (await store.create(KEY, { n: 1 }, { dueAt: 5 })) ?? '';
      const expireAt = clock.now() + 1000;
      const second = (await store.replace(KEY, first, { n: 2 }, { dueAt: 5, expireAt })) ?? '';
      expect(await store.postpone(KEY, first, 50)).toBe(false);
      expect(await store.postpone(KEY, 'nonsense', 50)).toBe(false);
      expect(await store.dueKeys(collection, { until: 5, limit: 9 })).toEqual([{ key: KEY, dueAt: 5 }]);
      clock.advance(1000);
      expect(await store.postpone(KEY, second, 50)).toBe(false);
    });
  });
}
