import type { Logger } from '../logs/logger.ts';
import type { Account } from './account.ts';
import { openUser, sealUser } from './account-user.ts';
import type { AccountDocuments } from './documents/account-documents.ts';
import { type Identities, normalisedUser } from './identities.ts';
import type { Sealer } from './sealing.ts';

export interface IdentityRotation {
  /** Moves the identity to the newest key. `user` defaults to the stored one. A failure is logged, and the next call retries. */
  rotate(account: Account, user?: string): Promise<void>;
  /** Deletes the identities of a deleted account, also those of an unfinished move. */
  forget(account: Account): Promise<void>;
}

export function createIdentityRotation(deps: {
  sealer: Sealer;
  logger: Logger;
  identities: Identities;
  documents: AccountDocuments;
}): IdentityRotation {
  const { sealer, logger, identities, documents } = deps;

  const move = async (account: Account, user: string, newestId: string) => {
    const { id, identityId } = account;
    // The new identity before the account: a crash in between leaves two ids of one account.
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
    // The account was deleted meanwhile, maybe before the newest id existed.
    if (!value) await identities.forget(newestId, id);
    if (newestId !== identityId) await identities.forget(identityId, id);
  };

  return {
    async rotate(account, signedIn) {
      // Google has not redeemed a code yet: the account may expire, and its identity with it.
      if (account.grants.length === 0) return;
      const user = signedIn ?? openUser(sealer, account);
      if (user === undefined) return;
      const [newestId] = identities.ids(user, account.profile);
      const isStored = account.user !== undefined;
      if (newestId === account.identityId && isStored) return;
      try {
        await move(account, user, newestId);
      } catch (error) {
        logger.warn('could not move identity to the newest encryption key', { accountId: account.id, error });
      }
    },

    async forget(account) {
      const user = openUser(sealer, account);
      const ids = user === undefined ? [] : identities.ids(user, account.profile);
      for (const id of new Set([account.identityId, ...ids])) await identities.forget(id, account.id);
    },
  };
}
