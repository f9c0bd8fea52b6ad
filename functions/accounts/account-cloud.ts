import type { Background } from '../locks/background.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import type { BoltState, LockCloud, LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';

/** The lock cloud as one account sees it, and what to do when it turns the account away. */
export interface AccountCloud {
  readonly cloud: LockCloud;
  /** To be told of every failure: remembers, behind the answer, that the person must link again. */
  reportFailure(said: FailureReason | BoltState | 'not-sent'): void;
}

/** Opens the lock cloud for an account; makes no call by itself. */
export function openAccountCloud(
  deps: {
    readonly accounts: Accounts;
    readonly cloud: LockCloudProvider;
    readonly background: Background;
    readonly logger: Logger;
  },
  account: Account,
): AccountCloud {
  const { accounts, background, logger } = deps;
  const credentialStore = accounts.credentialStore(account);
  let noted = false;
  return {
    cloud: deps.cloud.open(credentialStore),
    reportFailure(said) {
      if (noted || said !== 'credentials-refused') return;
      noted = true;
      const remember = accounts
        .markCredentialsRefused(account.id, credentialStore.credentials)
        .catch((error: unknown) => {
          logger.warn('could not record refused credentials', { accountId: account.id, error });
        });
      void background.track(remember);
    },
  };
}
