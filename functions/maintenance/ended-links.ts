import type { Account } from '../accounts/account.ts';
import { deleteActivity } from '../accounts/documents/activity-documents.ts';
import { parseAccount, parseIdentity } from '../accounts/documents/documents.ts';
import { createEndingKeys } from '../accounts/documents/lost-links.ts';
import { withSchema } from '../accounts/documents/schema-version.ts';
import type { Sealer } from '../accounts/sealing.ts';
import { allDocuments, deleteDocuments } from '../store/all-documents.ts';
import type { Store } from '../store/store.ts';

/**
 * Returns a function that takes the grants that ended from an account; it returns `undefined` if the account ended, or all its grants
 * did. `endings` are the ids of the records of ends.
 */
export function createEndedLinks(
  sealer: Sealer,
  endings: ReadonlySet<string>,
): (account: Account) => Account | undefined {
  const keysOf = createEndingKeys(sealer);
  const hasEnded = (name: string) => keysOf(name).some(({ id }) => endings.has(id));
  return (account) => {
    if (hasEnded(account.id)) return undefined;
    const grants = account.grants.filter(({ refreshToken }) => !hasEnded(refreshToken));
    if (grants.length === account.grants.length) return account;
    return grants.length === 0 ? undefined : { ...account, grants };
  };
}

/** Deletes the accounts of a store that ended, and the grants of the others that did. Returns the numbers of both kinds of accounts. */
export async function dropEnded(
  store: Store,
  withoutEnded: (account: Account) => Account | undefined,
): Promise<{ readonly ended: number; readonly accounts: number }> {
  let [ended, accounts] = [0, 0];
  for await (const { key, revision, data, times } of allDocuments(store, 'accounts')) {
    const account = readable(() => parseAccount(data, key.id));
    if (account === undefined) continue;
    const left = withoutEnded(account);
    if (left === undefined) {
      await forget(store, account, revision);
      ended += 1;
      continue;
    }
    accounts += 1;
    if (left !== account) await store.replace(key, revision, withSchema(left), times);
  }
  return { ended, accounts };
}

/** Returns what `parse` does; `undefined` if the document is unreadable: then nothing acts on it either. */
export function readable<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

async function forget(store: Store, { id, identityId }: Account, revision: string): Promise<void> {
  await store.delete({ collection: 'accounts', id }, revision);
  await deleteDocuments(store, 'guests', `${id}-`);
  const belongings = await store.get([
    { collection: 'states', id },
    { collection: 'identities', id: identityId },
  ]);
  for (const document of belongings) {
    if (document === undefined) continue;
    const { key, data } = document;
    // The person may have linked again, as another account.
    const isOfAnother =
      key.collection === 'identities' && readable(() => parseIdentity(data, key.id))?.accountId !== id;
    if (!isOfAnother) await store.delete(key, document.revision);
  }
  await deleteActivity(store, id);
}
