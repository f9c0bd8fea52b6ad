import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Registry } from './registry.ts';

/** Jobs are counted up to this number: more of them is the same news, and reading their keys costs time. */
export const MAX_COUNTED = 1000;

/** The jobs that are due and do not run yet. */
export interface WaitingJobs {
  /** At most {@link MAX_COUNTED} are counted. */
  readonly waiting: number;
  /** For how long the oldest has been due; 0 without any. */
  readonly oldestSeconds: number;
}

/** Reads how many jobs wait at `now` (ms since the epoch): one query by index. Rejects if the store does not answer. */
export async function readWaitingJobs(store: Pick<Store, 'dueKeys'>, now: number): Promise<WaitingJobs> {
  const due = await store.dueKeys('jobs', { until: now, limit: MAX_COUNTED });
  const [oldest] = due;
  return {
    waiting: due.length,
    oldestSeconds: oldest === undefined ? 0 : Math.max(0, now - oldest.dueAt) / 1000,
  };
}

/** Adds the jobs that wait in the store. One query by index for each scrape; not where Cloud Tasks has the jobs. */
export function addJobGauges(
  registry: Registry,
  deps: { readonly store: Store; readonly clock: Clock },
): void {
  const { store, clock } = deps;
  let newest: Promise<WaitingJobs> | undefined;
  let readAt = Number.NaN;
  /** Returns the same reading to both gauges of one scrape. */
  const read = () => {
    const now = clock.now();
    if (newest === undefined || readAt !== now) {
      readAt = now;
      newest = readWaitingJobs(store, now);
    }
    return newest;
  };
  registry.gauge(
    'sifely_home_jobs_waiting',
    `Jobs that are due and do not run yet; at most ${MAX_COUNTED} are counted.`,
    async () => [{ value: (await read()).waiting }],
  );
  registry.gauge(
    'sifely_home_oldest_job_seconds',
    'For how long the oldest waiting job has been due.',
    async () => [{ value: (await read()).oldestSeconds }],
  );
}
