import { createHmac, type KeyObject } from 'node:crypto';
import type { DocumentTimes, Revision, Store } from '../store/store.ts';
import { parseIdentity } from './documents/documents.ts';
import { withSchema } from './documents/schema-version.ts';
import type { Sealer } from './sealing.ts';

/** An `identities` document. Its account may have been deleted already. */
export interface FoundIdentity {
  readonly id: string;
  readonly accountId: string;
  readonly revision: Revision;
}

/** The index from Sifely users to accounts: every member of a household who links a user gets the same account. */
export interface Identities {
  /** Returns the keyed hashes of a user, the newest key's first. `profile` is the account's, if it may differ from ours. */
  ids(user: string, profile?: string): readonly [string, ...string[]];
  /** Finds the first of several ids that exists, in one round trip. */
  find(ids: readonly string[]): Promise<FoundIdentity | undefined>;
  /** Assigns an id to an account; `false` if it exists and is not `over`, or another writer was first. */
  assign(id: string, accountId: string, over?: FoundIdentity, times?: DocumentTimes): Promise<boolean>;
  /** Assigns an id to an account permanently; `false`, without a change, if another account has it. */
  retain(id: string, accountId: string): Promise<boolean>;
  /** Lets an id expire at the result of `times`, called after the read. Does not retry: a concurrent write is newer. */
  expire(id: string, accountId: string, times: () => Promise<DocumentTimes | undefined>): Promise<void>;
  /** Deletes an id unless another account has it. */
  forget(id: string, accountId: string): Promise<void>;
}

const collection = 'identities';

/** Builds {@link Identities} for one profile: each profile has its own user names. */
export function createIdentities(deps: { store: Store; sealer: Sealer; profile: string }): Identities {
  const { store, profile: ownProfile } = deps;
  const [newest, ...older] = deps.sealer.derived('identity').map(({ key }) => key);
  if (!newest) throw new RangeError('identities need a key');

  const idUnder = (key: KeyObject, user: string, profile: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([profile, normalisedUser(user)]))
      .digest('base64url');

  const find = async (ids: readonly string[]): Promise<FoundIdentity | undefined> => {
    const documents = await store.get(ids.map((id) => ({ collection, id })));
    for (const document of documents) {
      if (!document) continue;
      const { accountId } = parseIdentity(document.data, document.key.id);
      return { id: document.key.id, accountId, revision: document.revision };
    }
    return undefined;
  };

  const assign: Identities['assign'] = async (id, accountId, over, times) => {
    const key = { collection, id } as const;
    const data = withSchema({ accountId });
    const revision =
      over?.id === id
        ? await store.replace(key, over.revision, data, times)
        : await store.create(key, data, times);
    return revision !== undefined;
  };

  return {
    ids: (user, profile = ownProfile) => [
      idUnder(newest, user, profile),
      ...older.map((key) => idUnder(key, user, profile)),
    ],
    find,
    assign,

    async retain(id, accountId) {
      for (;;) {
        const found = await find([id]);
        if (found && found.accountId !== accountId) return false;
        if (await assign(id, accountId, found)) return true;
      }
    },

    async expire(id, accountId, times) {
      const found = await find([id]);
      const until = found?.accountId === accountId ? await times() : undefined;
      if (until) await assign(id, accountId, found, until);
    },

    async forget(id, accountId) {
      for (;;) {
        const found = await find([id]);
        if (found?.accountId !== accountId) return;
        if (await store.delete({ collection, id }, found.revision)) return;
      }
    },
  };
}

/** Normalises a user name. Sifely ignores upper and lower case, and users type both. */
export function normalisedUser(user: string): string {
  return user.normalize('NFKC').trim().toLowerCase();
}
