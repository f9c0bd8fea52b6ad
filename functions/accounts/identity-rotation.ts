import type { Logger } from '../logs/logger.ts';
import type { Account } from './account.ts';
import type { AccountDocuments } from './account-documents.ts';
import { openUser, sealUser } from './account-user.ts';
import { type Identities, normalisedUser } from './identities.ts';
import type { Sealer } from './sealing.ts';

/** Keeps the identity of an account under the newest encryption key. */
export interface IdentityRotation {
  /**
   * Moves the identity of an account that was just read to the newest key, so that the person is found when the older
   * one is dropped. `user` is told where somebody signed in; otherwise it is what the account keeps. Best effort: what
   * fails is logged, and done the next time.
   */
  rotate(account: Account, user?: string): Promise<void>;
  /** Deletes whatever leads to an account that is gone, also what a move that broke off left over. */
  forget(account: Account): Promise<void>;
}

/** Builds {@link IdentityRotation}. */
export function createIdentityRotation(deps: {
  sealer: Sealer;
  logger: Logger;
  identities: Identities;
  documents: AccountDocuments;
}): IdentityRotation {
  const { sealer, logger, identities, documents } = deps;

  const move = async (account: Account, user: string, newestId: string) => {
    const { id, identityId } = account;
    // First what leads here, then the account: breaking off in between leaves two ids that lead to one account. An id
    // that leads to another account is that one's.
    if (newestId !== identityId && !(await identities.retain(newestId, id))) return;
    const { value } = await documents.changeAccount(id, (before) =>
      before?.identityId === identityId
        ? {
            ...before,
            identityId: newestId,
            user: before.user ?? sealUser(sealer, id, normalisedUser(user)),
          }
        : before,
    );
    // The account ended meanwhile, and whoever ended it may have looked before the newest id was there.
    if (!value) await identities.forget(newestId, id);
    if (newestId !== identityId) await identities.forget(identityId, id);
  };

  return {
    async rotate(account, told) {
      // Nobody came for tokens yet: the account may expire, and its identity with it.
      if (account.grants.length === 0) return;
      const user = told ?? openUser(sealer, account);
      if (user === undefined) return;
      const [newestId] = identities.ids(user, account.profile);
      const isKept = account.user !== undefined;
      if (newestId === account.identityId && isKept) return;
      try {
        await move(account, user, newestId);
      } catch (error) {
        logger.warn('identity not moved to the newest encryption key', { accountId: account.id, error });
      }
    },

    async forget(account) {
      const user = openUser(sealer, account);
      const ids = user === undefined ? [] : identities.ids(user, account.profile);
      for (const id of new Set([account.identityId, ...ids])) await identities.forget(id, account.id);
    },
  };
}
