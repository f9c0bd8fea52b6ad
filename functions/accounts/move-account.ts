import type { CloudLock } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import type { Account } from './account.ts';
import { sealUser } from './account-user.ts';
import type { Accounts } from './accounts.ts';
import { sealCredentials, withCredentials } from './credentials/credential-store.ts';
import type { AccountDocuments } from './documents/account-documents.ts';
import { type Identities, normalisedUser } from './identities.ts';
import type { Sealer } from './sealing.ts';
import { sharedIds } from './shared-lock.ts';

/** Builds the move of accounts that were linked under another profile: by the other generation of the cloud's API. */
export function createMoveAccount(deps: {
  logger: Logger;
  sealer: Sealer;
  profile: string;
  otherProfiles?: readonly string[];
  identities: Identities;
  documents: AccountDocuments;
}): Pick<Accounts, 'moveHere'> {
  const { logger, sealer, profile, otherProfiles = [], identities, documents } = deps;

  const find = async (ids: readonly string[]): Promise<Account | undefined> => {
    const found = await identities.find(ids);
    return found && (await documents.load(found.accountId))?.account;
  };

  return {
    async moveHere({ user, credentials }, listLocks) {
      const ids = identities.ids(user);
      const formerIds = otherProfiles.flatMap((other) => identities.ids(user, other));
      const here = await find(ids);
      if (here?.profile === profile || formerIds.length === 0) return 'nothing';
      // An account with an identity here was proved to be this person's, but its move did not end.
      const account = here ?? (await find(formerIds));
      // Without a grant it is a link that was not finished, and expires.
      if (account === undefined || account.profile === profile || account.grants.length === 0)
        return 'nothing';
      const { id: accountId, identityId: formerId } = account;
      if (here === undefined && !isSamePerson(account, user, await listLocks())) {
        logger.info('a sign-in did not prove whose account of the other API it is', { accountId });
        return 'not-proved';
      }
      const [identityId] = ids;
      // The new identity before the account, the old one after it: a crash in between leaves two, and the next sign-in goes on.
      if (!(await identities.retain(identityId, accountId))) return 'nothing';
      const sealed = sealCredentials(sealer, accountId, credentials);
      const { value } = await documents.changeAccount(accountId, (before) =>
        before === undefined || before.profile === profile
          ? before
          : {
              ...withCredentials(before, sealed),
              ...{ profile, identityId },
              user: sealUser(sealer, accountId, normalisedUser(user)),
            },
      );
      for (const id of new Set([formerId, ...formerIds])) {
        if (id !== identityId) await identities.forget(id, accountId);
      }
      if (value === undefined) {
        await identities.forget(identityId, accountId);
        return 'nothing';
      }
      await documents.startPolling(accountId);
      logger.info('account moved to the other API', { accountId, from: account.profile, to: profile });
      return 'moved';
    },
  };
}

/**
 * True if the locks of a sign-in prove that it is the person who linked an account under the same name: both generations of the API
 * ask for the name and password of a Sifely account, but nothing says that their names are the same people's. Proof is one of the
 * shared locks that the sign-in owns: a lock has one owner. A person who owns none proves it with a key to every shared lock, and an
 * e-mail address as name: a phone number without a country code may be somebody else's.
 */
function isSamePerson(account: Account, user: string, locks: readonly CloudLock[]): boolean {
  const shared = sharedIds(account);
  if (locks.some(({ lockId, owned }) => owned && shared.includes(lockId))) return true;
  const listed = new Set(locks.map(({ lockId }) => lockId));
  return user.includes('@') && shared.length > 0 && shared.every((lockId) => listed.has(lockId));
}
