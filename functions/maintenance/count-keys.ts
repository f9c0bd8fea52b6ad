import type { Account } from '../accounts/account.ts';
import { openUser } from '../accounts/account-user.ts';
import { parseAccount } from '../accounts/documents/documents.ts';
import { createIdentities } from '../accounts/identities.ts';
import type { Sealer } from '../accounts/sealing.ts';
import { allDocuments } from '../store/all-documents.ts';
import { JOB_COLLECTIONS } from '../store/job-collections.ts';
import type { Store } from '../store/store.ts';

/** The documents that depend on an encryption key, by collection; `jobs` stands for those of all classes. */
export const KEYED_COLLECTIONS = ['accounts', 'identities', 'jobs', 'sessions', 'guests'] as const;

/** By collection: the number of documents that depend on each key, by key id. A document may depend on two. */
export type KeyCounts = Readonly<Record<(typeof KEYED_COLLECTIONS)[number], ReadonlyMap<string, number>>>;

/**
 * Stands for the key of an identity whose account does not say its user name (linked before 26 November 2026), or cannot be
 * read.
 */
export const UNKNOWN_KEY = '?';

/** Counts the documents that depend on each key. Changes nothing. Rejects with `StoreUnavailableError`. */
export async function countKeys(deps: { store: Store; sealer: Sealer }): Promise<KeyCounts> {
  const { store } = deps;
  const identityKey = createIdentityKey(deps);
  const counts = {
    accounts: new Map<string, number>(),
    identities: new Map<string, number>(),
    jobs: new Map<string, number>(),
    sessions: new Map<string, number>(),
    guests: new Map<string, number>(),
  };
  const add = (collection: keyof typeof counts, keyId: string) =>
    counts[collection].set(keyId, (counts[collection].get(keyId) ?? 0) + 1);
  const identityKeyOf = (id: string, data: unknown): string => {
    try {
      return identityKey(parseAccount(data, id));
    } catch {
      return UNKNOWN_KEY;
    }
  };
  const collections = ['accounts', ...Object.values(JOB_COLLECTIONS), 'sessions', 'guests'] as const;
  for (const collection of collections) {
    const counted = KEYED_COLLECTIONS.find((name) => name === collection) ?? 'jobs';
    for await (const { key, data } of allDocuments(store, collection)) {
      for (const keyId of sealedKeyIds(data)) add(counted, keyId);
      if (collection === 'accounts') add('identities', identityKeyOf(key.id, data));
    }
  }
  return counts;
}

/** Returns a function that finds the id of the key of an account's identity; {@link UNKNOWN_KEY} if that cannot be told. */
export function createIdentityKey(deps: { store: Store; sealer: Sealer }): (account: Account) => string {
  const { sealer } = deps;
  const identities = createIdentities({ ...deps, profile: '' });
  const keyIds = sealer.derived('identity').map(({ id }) => id);
  return (account) => {
    const user = openUser(sealer, account);
    const index = user === undefined ? -1 : identities.ids(user, account.profile).indexOf(account.identityId);
    return keyIds[index] ?? UNKNOWN_KEY;
  };
}

/** Returns the ids of the keys of all sealed boxes in a document, wherever they are. */
export function sealedKeyIds(data: unknown): Set<string> {
  const found = new Set<string>();
  const search = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { keyId, iv, box } = value as Readonly<Record<string, unknown>>;
    if (typeof keyId === 'string' && typeof iv === 'string' && typeof box === 'string') found.add(keyId);
    else for (const member of Object.values(value)) search(member);
  };
  search(data);
  return found;
}
