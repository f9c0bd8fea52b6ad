import type { Background } from '../locks/background.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import type { BoltState, LockCloud, LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';

export interface AccountCloud {
  readonly cloud: LockCloud;
  /** Records refused credentials in the background: the owner must link again. Ignores other outcomes; callers pass every one. */
  reportFailure(outcome: FailureReason | BoltState | 'not-sent'): void;
}

/** Opens the lock cloud for an account. Makes no call. */
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
  let recorded = false;
  return {
    cloud: deps.cloud.open(credentialStore),
    reportFailure(outcome) {
      if (recorded || outcome !== 'credentials-refused') return;
      recorded = true;
      const recording = accounts
        .markCredentialsRefused(account.id, credentialStore.credentials)
        .catch((error: unknown) => {
          logger.warn('could not record refused credentials', { accountId: account.id, error });
        });
      void background.track(recording);
    },
  };
}
