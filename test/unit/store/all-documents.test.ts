import { allDocuments, deleteDocuments } from '../../../functions/store/all-documents.ts';
import { openSqliteStore } from '../../../functions/store/sqlite/sqlite.ts';
import type { Store } from '../../../functions/store/store.ts';
import { OffsetClock } from '../../support/offset-clock.ts';

let store: Store;
beforeEach(async () => {
  store = openSqliteStore({ file: ':memory:', clock: new OffsetClock() });
  for (const id of ['a', 'a-1', 'a-z', 'a-zz', 'aa-1', 'b-1']) {
    await store.create({ collection: 'guests', id }, { id });
  }
});
afterEach(() => store.close());

async function idsOf(prefix?: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of allDocuments(store, 'guests', prefix)) ids.push(key.id);
  return ids;
}

test('the documents with a prefix are those whose ids are longer and begin with it', async () => {
  expect(await idsOf('a-')).toEqual(['a-1', 'a-z', 'a-zz']);
  expect(await idsOf('c-')).toEqual([]);
  expect(await idsOf()).toHaveLength(6);
});

test('a document that is written while it is deleted is deleted all the same', async () => {
  const key = { collection: 'guests', id: 'a-1' } as const;
  let writes = 2;
  const busy = {
    list: (...query: Parameters<Store['list']>) => store.list(...query),
    get: (...keys: Parameters<Store['get']>) => store.get(...keys),
    async delete(...which: Parameters<Store['delete']>) {
      const [found] = await store.get([key]);
      if (found !== undefined && writes-- > 0) await store.replace(key, found.revision, { writes });
      return store.delete(...which);
    },
  };
  await deleteDocuments(busy, 'guests', 'a-');
  expect(await idsOf()).toEqual(['a', 'aa-1', 'b-1']);
});
