import { describeKeyProblem } from './accounts/installation/installation.ts';
import type { InstallationGuard } from './accounts/installation/installation-guard.ts';
import type { Clock } from './clock.ts';
import type { ReadyProblem } from './http/ready.ts';
import { isLasting, readHomeGraphTrouble } from './reporting/home-graph-trouble.ts';
import type { Store } from './store/store.ts';

/** Jobs run within seconds of their time, and are given up rather than kept. */
const LATE_JOB_MS = 10 * 60_000;

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
      const late = await store.dueKeys('jobs', { until: clock.now() - LATE_JOB_MS, limit: 1 });
      return late.length === 0 ? undefined : { part: 'jobs', message: 'Jobs are more than ten minutes late' };
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
