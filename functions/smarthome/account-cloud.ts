import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Background } from '../locks/background.ts';
import type { FailureReason } from '../locks/cloud-failure.ts';
import type { CloudAccess, LockCloud } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';

/** The lock cloud as one account sees it, and what to do when it turns the account away. */
export interface AccountCloud {
  readonly cloud: LockCloud;
  /** To be told of every failure: remembers, behind the answer, that the person must link again. */
  note(reason: FailureReason | string): void;
}

/** Opens the lock cloud for an account; makes no call by itself. */
export function openAccountCloud(
  parts: {
    readonly accounts: Accounts;
    readonly cloud: CloudAccess;
    readonly background: Background;
    readonly logger: Logger;
  },
  account: Account,
): AccountCloud {
  const { accounts, background, logger } = parts;
  const keeper = accounts.keeper(account);
  let noted = false;
  return {
    cloud: parts.cloud.open(keeper),
    note(reason) {
      if (noted || reason !== 'credentials-refused') return;
      noted = true;
      const remember = accounts.credentialsRefused(account.id, keeper.credentials).catch((error: unknown) => {
        logger.warn('refused credentials not noted', { accountId: account.id, error });
      });
      void background.track(remember);
    },
  };
}
