import type { UnsentReason } from '../locks/account-state.ts';
import type { FailureReason } from '../locks/cloud-failure-error.ts';
import type { BoltState, LockCloud, LockCloudProvider } from '../locks/lock-cloud.ts';
import type { Logger } from '../logs/logger.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import { hasRefusal } from './credentials/credential-refusal.ts';

/** The lock cloud for one account. */
export interface AccountCloud {
  /** Its first success clears a refusal of the credentials that is on record. */
  readonly cloud: LockCloud;
  /**
   * Records that the credentials were refused. Ignores other outcomes; callers pass every one. Resolves when that is stored or has
   * failed; never rejects. Await it before the answer, or before the job ends.
   */
  reportFailure(outcome: FailureReason | BoltState | UnsentReason): Promise<void>;
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
  const opened = deps.cloud.open(credentialStore);
  let recording: Promise<void> | undefined;
  const clear = async () => {
    try {
      await accounts.clearCredentialRefusal(account.id);
    } catch (error) {
      logger.warn('could not record accepted credentials', { accountId: account.id, error });
    }
  };
  return {
    cloud: hasRefusal(account) || account.keyRoll ? withFirstSuccess(opened, clear) : opened,
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

/** Returns the cloud with all calls waiting for `onSuccess`, which runs once, after the first that succeeds. It must not reject. */
function withFirstSuccess(cloud: LockCloud, onSuccess: () => Promise<void>): LockCloud {
  let running: Promise<void> | undefined;
  const noting = async <T>(call: Promise<T>): Promise<T> => {
    const result = await call;
    running ??= onSuccess();
    await running;
    return result;
  };
  return {
    list: (...call) => noting(cloud.list(...call)),
    openState: (...call) => noting(cloud.openState(...call)),
    operate: (...call) => noting(cloud.operate(...call)),
    records: (...call) => noting(cloud.records(...call)),
    detail: (...call) => noting(cloud.detail(...call)),
    gateways: (...call) => noting(cloud.gateways(...call)),
    gatewayOnline: (...call) => noting(cloud.gatewayOnline(...call)),
    aheadMs: () => cloud.aheadMs(),
  };
}
