import type { Collection, DocumentKey, DueKey, DueQuery, ListQuery } from '../store.ts';
import type { DuePageQuery, FirestoreCalls } from './calls.ts';
import { type FirestoreDocument, fromFirestore } from './document.ts';
import { isRetryable } from './failure.ts';
import type { Retries } from './retries.ts';

/** Returns the path of a document. Firestore reserves ids like `__…__`, which a random id may have; a final dot avoids that. */
export function documentPath({ collection, id }: DocumentKey): string {
  return `${collection}/${/^__.*__$/.test(id) ? `${id}.` : id}`;
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.$/, '');
}

/** Reads documents, expired ones too, in one call; in the order of the keys. */
export async function readDocuments(
  calls: FirestoreCalls,
  keys: readonly DocumentKey[],
  retries: Retries,
): Promise<(FirestoreDocument | undefined)[]> {
  const paths = keys.map(documentPath);
  const found = await withRetries(() => calls.batchGet([...new Set(paths)]), retries);
  return keys.map((key, index) => {
    const document = found.get(paths[index] ?? '');
    return document && fromFirestore(key, document);
  });
}

/** Reads one page of due documents, expired ones too. */
export async function queryDue(
  calls: FirestoreCalls,
  collection: Collection,
  query: DueQuery,
  retries: Retries,
): Promise<(FirestoreDocument & DueKey)[]> {
  const page = await queryPage(calls, collection, query, retries);
  return page.map(({ key, found }) => {
    const document = fromFirestore(key, found);
    return { ...document, dueAt: document.dueAt ?? 0 };
  });
}

/** Reads one page of the keys of due documents, expired ones too. */
export async function queryDueKeys(
  calls: FirestoreCalls,
  collection: Collection,
  query: DueQuery,
  retries: Retries,
): Promise<(DueKey & { readonly expireAt: number | undefined })[]> {
  const page = await queryPage(calls, collection, query, retries, ['dueAt', 'expireAt']);
  return page.map(({ key, found: { fields } }) => ({
    key,
    dueAt: Number(fields['dueAt']),
    expireAt: typeof fields['expireAt'] === 'number' ? fields['expireAt'] : undefined,
  }));
}

/** Reads one page of a collection by id, expired documents too. */
export async function listPage(
  calls: FirestoreCalls,
  collection: Collection,
  { limit, after }: ListQuery,
  retries: Retries,
): Promise<FirestoreDocument[]> {
  const path = after === undefined ? undefined : documentPath({ collection, id: after });
  const query = { limit, ...(path !== undefined && { after: path }) };
  const page = await withRetries(() => calls.list(collection, query), retries);
  return page.map((found) => fromFirestore({ collection, id: idOf(found.path) }, found));
}

async function queryPage(
  calls: FirestoreCalls,
  collection: Collection,
  { until, limit, after }: DueQuery,
  retries: Retries,
  fields?: DuePageQuery['fields'],
) {
  const path = after && documentPath({ collection, id: after.id });
  const query: DuePageQuery = {
    ...{ until, limit },
    ...(after && path !== undefined && { after: { dueAt: after.dueAt, path } }),
    ...(fields && { fields }),
  };
  const page = await withRetries(() => calls.queryDue(collection, query), retries);
  return page.map((found) => ({ key: { collection, id: idOf(found.path) }, found }));
}

/** Retries a read, which is idempotent, after every failure that may pass. */
async function withRetries<T>(read: () => Promise<T>, retries: Retries): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (failure) {
      if (!isRetryable(failure)) throw failure;
      await retries.pause(failure);
    }
  }
}
