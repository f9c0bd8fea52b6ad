import type { Clock } from '../../clock.ts';
import { CloudFailureError } from '../../locks/cloud-failure-error.ts';
import type { CallOptions, KeyRoller, LockCloudProvider } from '../../locks/lock-cloud.ts';
import { type KeyRollOutcome, rollKey } from '../../locks/roll-key.ts';
import type { Logger } from '../../logs/logger.ts';
import type { Account } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { isRollingKey, withoutKeyRoll } from './key-roll.ts';

/** The dependencies of {@link rollAccountKey}. */
export interface RollAccountKeyDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider & KeyRoller;
}

/**
 * Replaces the API key of an account, in one process at a time: `busy` if another one does. That it begins is stored first, so that a
 * key that is lost with its process is known to be lost at its first refusal. Rejects with `CloudFailureError` if nothing was changed.
 */
export async function rollAccountKey(
  { clock, logger, accounts, cloud }: RollAccountKeyDeps,
  accountId: string,
  options: Pick<CallOptions, 'trace'> = {},
): Promise<KeyRollOutcome | 'busy'> {
  const startedAt = clock.now();
  const isOurs = ({ keyRoll }: Account) => keyRoll?.startedAt === startedAt;
  let isBusy = false;
  const account = await accounts.change(accountId, (before) => {
    isBusy = isRollingKey(before, startedAt);
    return isBusy ? before : { ...before, keyRoll: { startedAt } };
  });
  if (account === undefined || isBusy) return 'busy';

  const credentialStore = accounts.credentialStore(account);
  try {
    const outcome = await rollKey(cloud, credentialStore, options);
    if (outcome === 'rolled') logger.info('API key replaced', { accountId });
    else logger.warn('could not replace an API key for certain', { accountId, outcome });
    if (outcome === 'lost')
      await accounts.markCredentialsRefused(accountId, credentialStore.credentials, { isCertain: true });
    return outcome;
  } catch (error) {
    if (!(error instanceof CloudFailureError)) throw error;
    await accounts.change(accountId, (before) => (isOurs(before) ? withoutKeyRoll(before) : before));
    if (error.reason === 'credentials-refused')
      await accounts.markCredentialsRefused(accountId, credentialStore.credentials);
    throw error;
  }
}
