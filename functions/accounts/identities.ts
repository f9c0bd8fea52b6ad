import { createHmac } from 'node:crypto';
import type { DocumentTimes, Revision, Store } from '../store/store.ts';
import { parseIdentity } from './documents.ts';
import type { Sealer } from './sealing.ts';

/** An `identities` document that leads to an account. The account may be gone already. */
export interface FoundIdentity {
  readonly id: string;
  readonly accountId: string;
  readonly revision: Revision;
}

/** What leads a person who links again, or another member of the household, to the same account. */
export interface Identities {
  /**
   * The ids under which a user can be found, by the newest key first. Keyed hashes: they do not name the user. `profile`
   * is that of the account where it may be another one's.
   */
  ids(user: string, profile?: string): readonly [string, ...string[]];
  /** One round trip. */
  find(ids: readonly string[]): Promise<FoundIdentity | undefined>;
  /** Makes an id lead to an account; `false` when it leads somewhere that is not `over`, or somebody was first. */
  assign(id: string, accountId: string, over?: FoundIdentity, times?: DocumentTimes): Promise<boolean>;
  /** Makes an id lead to an account for good; `false` when it leads to another one by now, and goes on to. */
  retain(id: string, accountId: string): Promise<boolean>;
  /**
   * Lets an id that leads to this account expire at the `times` that are asked for once it was read; none keep it. One
   * try: whoever writes it meanwhile knows better.
   */
  expire(id: string, accountId: string, times: () => Promise<DocumentTimes | undefined>): Promise<void>;
  /** Deletes an id that leads to this account; one that leads elsewhere stays. */
  forget(id: string, accountId: string): Promise<void>;
}

const collection = 'identities';

/** Builds {@link Identities} for the users of one profile: each profile has user names of its own. */
export function createIdentities(parts: { store: Store; sealer: Sealer; profile: string }): Identities {
  const { store, profile: ownProfile } = parts;
  const [newest, ...older] = parts.sealer.derived('identity').map(({ key }) => key);
  if (!newest) throw new RangeError('identities need a key');

  const idUnder = (key: Buffer, user: string, profile: string) =>
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
    const revision =
      over?.id === id
        ? await store.replace(key, over.revision, { accountId }, times)
        : await store.create(key, { accountId }, times);
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

/** People type their e-mail address in any case; Sifely does not tell the cases apart. */
export function normalisedUser(user: string): string {
  return user.normalize('NFKC').trim().toLowerCase();
}
