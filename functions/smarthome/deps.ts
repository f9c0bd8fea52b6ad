import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { LockWork } from '../locks/lock-work.ts';
import type { Logger } from '../logs/logger.ts';

/** The dependencies shared by the handlers of intents. They hold nothing of an account beyond running work. */
export interface IntentDeps extends LockWork {
  readonly config: Pick<
    Config,
    'executeAnswerMs' | 'unlockSendMs' | 'queryAnswerMs' | 'alreadyInStateMs' | 'snapshotFreshMs' | 'sifely'
  >;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly jobs: Jobs;
}
