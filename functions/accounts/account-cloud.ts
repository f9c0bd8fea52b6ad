import type { FailureReason } from '../locks/cloud-failure-error.ts';
import type { BoltState, LockCloud, LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';

/** The lock cloud for one account. */
export interface AccountCloud {
  readonly cloud: LockCloud;
  /**
   * Records that the credentials were refused, so that the owner must link again. Ignores other outcomes; callers pass every one.
   * Resolves when that is stored or has failed; never rejects. Await it before the answer, or before the job ends.
   */
  reportFailure(outcome: FailureReason | BoltState | 'not-sent'): Promise<void>;
}

/** Opens the lock cloud for an account. Makes no call. */
export function openAccountCloud(
  deps: {
    readonly accounts: Accounts;
    readonly cloud: LockCloudProvider;
    readonly logger: Logger;
  },
  account: Account,
): AccountCloud {
  const { accounts, logger } = deps;
  const credentialStore = accounts.credentialStore(account);
  let recording: Promise<void> | undefined;
  return {
    cloud: deps.cloud.open(credentialStore),
    async reportFailure(outcome) {
      if (outcome !== 'credentials-refused') return;
      recording ??= accounts
        .markCredentialsRefused(account.id, credentialStore.credentials)
        .catch((error: unknown) => {
          logger.warn('could not record refused credentials', { accountId: account.id, error });
        });
      await recording;
    },
  };
}
