import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { LockWork } from '../locks/lock-work.ts';
import type { Logger } from '../logs/logger.ts';

/** What the handlers of intents share. Nothing of a user is kept in it beyond work that is under way. */
export interface IntentDeps extends LockWork {
  readonly config: Pick<
    Config,
    'executeDeadlineMs' | 'queryDeadlineMs' | 'snapshotFreshMs' | 'verifyAfterMs'
  >;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly jobs: Jobs;
  /** Accounts whose locks are being learned about now, so that a burst of SYNCs asks once. */
  readonly learning: Set<string>;
}
