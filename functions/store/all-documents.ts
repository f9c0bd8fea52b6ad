import type { Collection, ListedDocument, Store } from './store.ts';

/** The greatest id with a prefix is as long, and of the last character that ids have. */
const MAX_ID_LENGTH = 200;

/** Documents per page: of the largest, these are half of what Firestore's adapter takes. */
const PAGE_SIZE = 10;

/**
 * Yields all documents of a collection, in pages of `limit`; with `prefix`, those whose ids are longer and begin with it. Those that
 * are written meanwhile may be missing, or be as before.
 */
export async function* allDocuments(
  store: Pick<Store, 'list'>,
  collection: Collection,
  prefix?: string,
  limit = PAGE_SIZE,
): AsyncGenerator<ListedDocument> {
  // Ids are listed in their order: those with a prefix come right after it.
  let after = prefix;
  const before = prefix?.padEnd(MAX_ID_LENGTH, 'z');
  for (;;) {
    const page = await store.list(collection, {
      limit,
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
    });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.key.id;
  }
}

/** Deletes all documents of a collection whose ids begin with a prefix, also those that are being written. Those that are created meanwhile may stay. */
export async function deleteDocuments(
  store: Pick<Store, 'list' | 'get' | 'delete'>,
  collection: Collection,
  prefix: string,
): Promise<void> {
  for await (const document of allDocuments(store, collection, prefix)) {
    const { key } = document;
    let found: Pick<ListedDocument, 'revision'> | undefined = document;
    while (found !== undefined && !(await store.delete(key, found.revision)))
      [found] = await store.get([key]);
  }
}
