import type { Collection, ListedDocument, Store } from './store.ts';

/** Documents per page: of the largest, these are half of what Firestore's adapter takes. */
const PAGE_SIZE = 10;

/** Yields all documents of a collection, page by page. Those that are written meanwhile may be missing, or be as before. */
export async function* allDocuments(
  store: Pick<Store, 'list'>,
  collection: Collection,
): AsyncGenerator<ListedDocument> {
  let after: string | undefined;
  for (;;) {
    const page = await store.list(collection, { limit: PAGE_SIZE, ...(after !== undefined && { after }) });
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    after = last.key.id;
  }
}
