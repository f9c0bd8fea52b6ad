import type { Accounts } from '../accounts/accounts.ts';
import type { Activity } from '../activity/activity.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { LockWork } from '../locks/lock-work.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import type { ReportingDeps } from '../reporting/deps.ts';
import type { Store } from '../store/store.ts';
import type { AnsweringProcess } from './answering-process.ts';

/** The dependencies of webhooks, polls and verification. */
export interface TrackingDeps extends Pick<LockWork, 'background' | 'gateways' | 'reader'> {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly activity: Activity;
  readonly alerts: Pick<Alerts, 'resume'>;
  readonly cloud: LockCloudProvider;
  readonly jobs: Jobs;
}

/** The dependencies of the job that owns what follows a command. */
export interface FinishCommandsDeps extends ReportingDeps, TrackingDeps, Pick<LockWork, 'runner'> {
  /** Left out where the process that answers goes on by itself. */
  readonly answering?: AnsweringProcess;
}
