import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../logs/logger.ts';
import type { Random } from '../random.ts';
import type { Store } from '../store/store.ts';
import type { HomeGraph } from './home-graph.ts';

/** The dependencies of the jobs that send something to Google. */
export interface ReportingDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly homeGraph: HomeGraph;
}
