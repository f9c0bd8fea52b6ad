import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Job, Jobs } from '../jobs/jobs.ts';
import type { LockCloudProvider } from '../locks/lock-cloud.ts';
import type { LockWork } from '../locks/lock-work.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import type { HomeGraph } from './home-graph/client.ts';

/** What the handlers of jobs share. Nothing of an account is kept in it. */
export interface ReportingDeps extends LockWork {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly cloud: LockCloudProvider;
  readonly jobs: Jobs;
  readonly homeGraph: HomeGraph;
}

/** A job of one kind. */
export type JobOf<Kind extends Job['kind']> = Extract<Job, { readonly kind: Kind }>;

/**
 * Does a job of one kind. Rejecting means "again later"; what can never succeed resolves. Starts from what is stored
 * now, never from what was true when the job was made.
 */
export type HandlerOf<Kind extends Job['kind']> = (job: JobOf<Kind>) => Promise<void>;

/** One handler per kind of job. */
export type Handlers = { readonly [Kind in Job['kind']]: HandlerOf<Kind> };
