import { describeKeyProblem } from './accounts/installation/installation.ts';
import type { InstallationGuard } from './accounts/installation/installation-guard.ts';
import type { Clock } from './clock.ts';
import type { ReadyProblem } from './http/ready.ts';
import { isLasting, readHomeGraphTrouble } from './reporting/home-graph-trouble.ts';
import { JOB_CLASSES, JOB_COLLECTIONS, MAX_LATE_MS } from './store/job-collections.ts';
import type { Store } from './store/store.ts';

/** Creates what `GET /ready` checks. */
export function createReadyChecks({
  store,
  clock,
  installation,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly installation: InstallationGuard;
}): (() => Promise<ReadyProblem | undefined>)[] {
  return [
    async () => {
      const now = clock.now();
      const late = await Promise.all(
        JOB_CLASSES.map(async (jobClass) => {
          const query = { until: now - MAX_LATE_MS[jobClass], limit: 1 };
          return (await store.dueKeys(JOB_COLLECTIONS[jobClass], query)).length > 0;
        }),
      );
      const jobClass = JOB_CLASSES.find((_, index) => late[index]);
      if (jobClass === undefined) return undefined;
      const minutes = MAX_LATE_MS[jobClass] / 60_000;
      return { part: 'jobs', message: `Jobs (${jobClass}) are more than ${minutes} minutes late` };
    },
    async () => {
      const { problem } = await installation.open();
      return problem && { part: 'keys', message: describeKeyProblem(problem).message };
    },
    async () => {
      const trouble = await readHomeGraphTrouble(store);
      if (trouble === undefined || !isLasting(trouble)) return undefined;
      const since = new Date(trouble.since).toISOString();
      return {
        part: 'home-graph',
        message:
          trouble.kind === 'refused'
            ? `Google has refused calls of the HomeGraph API since ${since}`
            : `Calls of the HomeGraph API have failed since ${since}`,
      };
    },
  ];
}
