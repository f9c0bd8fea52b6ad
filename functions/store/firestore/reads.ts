import type { Collection, DocumentKey, DueKey, DueQuery, ListQuery } from '../store.ts';
import type { DuePageQuery, FirestoreCalls } from './calls.ts';
import { type FirestoreDocument, fromFirestore } from './document.ts';
import { type DueShard, dueTimeOf } from './due-index.ts';
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

/** A page of one part of the index of due times. */
export interface DuePage extends Pick<DueQuery, 'until' | 'limit' | 'after'> {
  readonly collection: Collection;
  readonly shard: DueShard;
}

/** Reads one page of due documents, expired ones too. */
export async function queryDue(
  calls: FirestoreCalls,
  page: DuePage,
  retries: Retries,
): Promise<(FirestoreDocument & DueKey)[]> {
  const found = await queryPage(calls, page, retries);
  return found.map((due) => ({ ...fromFirestore(due.key, due.found), dueAt: due.dueAt }));
}

/** A due document without its data. */
export interface FoundDue extends DueKey {
  readonly expireAt: number | undefined;
  readonly updateTime: string;
  /** The number of claims since the last create or replace. */
  readonly claims: number;
}

/** Reads one page of the keys of due documents, expired ones too. */
export async function queryDueKeys(
  calls: FirestoreCalls,
  page: DuePage,
  retries: Retries,
): Promise<FoundDue[]> {
  const found = await queryPage(calls, page, retries, ['due', 'dueAt', 'expireAt', '_claims']);
  return found.map(({ key, dueAt, found: { fields, updateTime } }) => ({
    ...{ key, dueAt, updateTime },
    expireAt: typeof fields['expireAt'] === 'number' ? fields['expireAt'] : undefined,
    claims: typeof fields['_claims'] === 'number' ? fields['_claims'] : 0,
  }));
}

/** Reads one page of a collection by id, expired documents too. */
export async function listPage(
  calls: FirestoreCalls,
  collection: Collection,
  { limit, after, before }: ListQuery,
  retries: Retries,
): Promise<FirestoreDocument[]> {
  const query = {
    limit,
    ...(after !== undefined && { after: documentPath({ collection, id: after }) }),
    ...(before !== undefined && { before: documentPath({ collection, id: before }) }),
  };
  const page = await withRetries(() => calls.list(collection, query), retries);
  return page.map((found) => fromFirestore({ collection, id: idOf(found.path) }, found));
}

async function queryPage(
  calls: FirestoreCalls,
  { collection, shard, until, limit, after }: DuePage,
  retries: Retries,
  fields?: DuePageQuery['fields'],
) {
  const query: DuePageQuery = {
    ...{ field: shard.field, until: shard.encode(until), limit },
    ...(shard.from !== undefined && { from: shard.from }),
    ...(after && {
      after: { value: shard.encode(after.dueAt), path: documentPath({ collection, id: after.id }) },
    }),
    ...(fields && { fields }),
  };
  const page = await withRetries(() => calls.queryDue(collection, query), retries);
  return page.map((found) => ({
    key: { collection, id: idOf(found.path) },
    dueAt: dueTimeOf(found.fields) ?? 0,
    found,
  }));
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
