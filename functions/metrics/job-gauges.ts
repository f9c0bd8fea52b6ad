import type { Clock } from '../clock.ts';
import { JOB_CLASSES, JOB_COLLECTIONS, type JobClass } from '../store/job-collections.ts';
import type { Store } from '../store/store.ts';
import type { Registry } from './registry.ts';

/** The jobs of a class are counted up to this number: more of them is the same news, and reading their keys costs time. */
export const MAX_COUNTED = 1000;

/** The jobs of a class that are due and do not run yet. */
export interface WaitingJobs {
  readonly jobClass: JobClass;
  /** At most {@link MAX_COUNTED} are counted. */
  readonly waiting: number;
  /** For how long the oldest has been due; 0 without any. */
  readonly oldestSeconds: number;
}

/** Reads how many jobs of each class wait at `now` (ms since the epoch): a query each by index. Rejects if the store does not answer. */
export async function readWaitingJobs(
  store: Pick<Store, 'dueKeys'>,
  now: number,
): Promise<readonly WaitingJobs[]> {
  return Promise.all(
    JOB_CLASSES.map(async (jobClass) => {
      const due = await store.dueKeys(JOB_COLLECTIONS[jobClass], { until: now, limit: MAX_COUNTED });
      const [oldest] = due;
      return {
        jobClass,
        waiting: due.length,
        oldestSeconds: oldest === undefined ? 0 : Math.max(0, now - oldest.dueAt) / 1000,
      };
    }),
  );
}

/** Adds the jobs that wait in the store. A query by index of each class for each scrape; not where Cloud Tasks has the jobs. */
export function addJobGauges(
  registry: Registry,
  deps: { readonly store: Store; readonly clock: Clock },
): void {
  const { store, clock } = deps;
  let newest: Promise<readonly WaitingJobs[]> | undefined;
  let readAt = Number.NaN;
  /** Returns the same reading to both gauges of one scrape. */
  const read = async (toValue: (jobs: WaitingJobs) => number) => {
    const now = clock.now();
    if (newest === undefined || readAt !== now) {
      readAt = now;
      newest = readWaitingJobs(store, now);
    }
    return (await newest).map((jobs) => ({ labels: { class: jobs.jobClass }, value: toValue(jobs) }));
  };
  registry.gauge(
    'sifely_home_jobs_waiting',
    `Jobs that are due and do not run yet; at most ${MAX_COUNTED} of a class are counted.`,
    () => read(({ waiting }) => waiting),
  );
  registry.gauge('sifely_home_oldest_job_seconds', 'For how long the oldest waiting job has been due.', () =>
    read(({ oldestSeconds }) => oldestSeconds),
  );
}
