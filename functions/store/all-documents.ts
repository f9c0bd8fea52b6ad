import type { Collection, ListedDocument, Store } from './store.ts';

/** Documents per page: of the largest, these are half of what Firestore's adapter takes. */
const PAGE_SIZE = 10;

/**
 * Yields all documents of a collection, page by page; with `prefix`, those whose ids are longer and begin with it. Those that are
 * written meanwhile may be missing, or be as before.
 */
export async function* allDocuments(
  store: Pick<Store, 'list'>,
  collection: Collection,
  prefix?: string,
): AsyncGenerator<ListedDocument> {
  // Ids are listed in their order: those with a prefix come right after it.
  let after = prefix;
  for (;;) {
    const page = await store.list(collection, { limit: PAGE_SIZE, ...(after !== undefined && { after }) });
    const last = page.at(-1);
    if (last === undefined) return;
    for (const document of page) {
      if (prefix !== undefined && !document.key.id.startsWith(prefix)) return;
      yield document;
    }
    after = last.key.id;
  }
}
