import type { google } from '@google-cloud/firestore-api/protos';
import type { FirestoreCalls } from './firestore-calls.ts';
import { type FirestoreDocument, fromFirestore } from './firestore-document.ts';
import { isWorthRepeating } from './firestore-failure.ts';
import type { Retries } from './retries.ts';
import type { Collection, DocumentKey, DueQuery } from './store.ts';

/**
 * The full name of a document. Firestore reserves ids of the form `__…__`, which a random id may have; a dot, which
 * no id of ours contains, makes them ordinary.
 */
export function documentName(root: string, key: DocumentKey): string {
  return `${root}/${key.collection}/${/^__.*__$/.test(key.id) ? `${key.id}.` : key.id}`;
}

function idOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.$/, '');
}

/** Reads documents as they are, expired ones too, in one call; in the order of the keys. */
export async function readDocuments(
  calls: FirestoreCalls,
  keys: readonly DocumentKey[],
  retries: Retries,
): Promise<(FirestoreDocument | undefined)[]> {
  const names = keys.map((key) => documentName(calls.root, key));
  const found = await repeatedly(() => calls.batchGet([...new Set(names)]), retries);
  return keys.map((key, index) => {
    const document = found.get(names[index] ?? '');
    return document && fromFirestore(key, document);
  });
}

/** One page of documents that are due, expired ones too. */
export async function queryDue(
  calls: FirestoreCalls,
  collection: Collection,
  query: DueQuery,
  retries: Retries,
): Promise<{ document: FirestoreDocument; dueAt: number }[]> {
  const { after } = query;
  const structured: google.firestore.v1.IStructuredQuery = {
    from: [{ collectionId: collection }],
    where: {
      fieldFilter: {
        field: { fieldPath: 'dueAt' },
        op: 'LESS_THAN_OR_EQUAL',
        value: { integerValue: query.until },
      },
    },
    orderBy: [
      { field: { fieldPath: 'dueAt' }, direction: 'ASCENDING' },
      { field: { fieldPath: '__name__' }, direction: 'ASCENDING' },
    ],
    limit: { value: query.limit },
    ...(after && {
      startAt: {
        values: [
          { integerValue: after.dueAt },
          { referenceValue: documentName(calls.root, { collection, id: after.id }) },
        ],
        before: false,
      },
    }),
  };
  const page = await repeatedly(() => calls.runQuery(structured), retries);
  return page.map((found) => {
    const document = fromFirestore({ collection, id: idOf(found.name ?? '') }, found);
    return { document, dueAt: document.dueAt ?? 0 };
  });
}

/** A read has no effect, so every failure that may pass is worth another attempt. */
async function repeatedly<T>(read: () => Promise<T>, retries: Retries): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (failure) {
      if (!isWorthRepeating(failure)) throw failure;
      await retries.pause(failure);
    }
  }
}
