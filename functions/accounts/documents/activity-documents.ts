import { allDocuments } from '../../store/all-documents.ts';
import type { ListedDocument, Store } from '../../store/store.ts';

/** Documents per page: one has a few hundred bytes mostly, and 280 KB at most. */
const PAGE_SIZE = 50;

/** Returns the beginning of the ids of an account's activity. Ids of accounts are equally long. */
export function activityPrefix(accountId: string): string {
  return `${accountId}-`;
}

/** Returns the id of the account of a document of activity. */
export function accountOfActivity(documentId: string): string {
  return documentId.slice(0, ACCOUNT_ID_LENGTH);
}

/** 16 bytes in base64url. */
const ACCOUNT_ID_LENGTH = 22;

/** Yields the documents of an account's activity, newest first. */
export function activityDocuments(
  store: Pick<Store, 'list'>,
  accountId: string,
): AsyncGenerator<ListedDocument> {
  return allDocuments(store, 'activity', activityPrefix(accountId), PAGE_SIZE);
}

/** Deletes at once: a round trip to Firestore takes some ten milliseconds. */
const MAX_DELETING = 25;
/** More is left to expire: the key is gone with the account, and with it whatever the documents say. */
const MAX_DELETED = 5000;

/** Deletes the activity of an account that was deleted, as far as it comes within a second or two. */
export async function deleteActivity(store: Store, accountId: string): Promise<void> {
  let deleted = 0;
  let waiting: Promise<unknown>[] = [];
  for await (const { key, revision } of activityDocuments(store, accountId)) {
    waiting.push(store.delete(key, revision));
    deleted += 1;
    if (waiting.length === MAX_DELETING) {
      await Promise.all(waiting);
      waiting = [];
    }
    if (deleted === MAX_DELETED) break;
  }
  await Promise.all(waiting);
}
