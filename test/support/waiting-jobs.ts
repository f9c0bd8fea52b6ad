import { JOB_CLASSES, JOB_COLLECTIONS } from '../../functions/store/job-collections.ts';
import type { DueDocument, Store } from '../../functions/store/store.ts';

/** Returns the jobs in a store that are due by a time, ms since the epoch, of all classes, earliest first. */
export async function waitingJobs(
  store: Pick<Store, 'due'>,
  until: number,
  limit = 1000,
): Promise<readonly DueDocument[]> {
  const found = await Promise.all(
    JOB_CLASSES.map((jobClass) => store.due(JOB_COLLECTIONS[jobClass], { until, limit })),
  );
  return found.flat().sort((one, other) => one.dueAt - other.dueAt);
}
