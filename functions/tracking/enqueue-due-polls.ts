import type { Jobs } from '../jobs/jobs.ts';
import type { TrackingDeps } from './deps.ts';

/** Accounts per query of the store. It returns only ids: 200 whole documents may exceed the size of a reply. */
const PAGE_SIZE = 200;
/** The remaining polls are due at the next tick. */
const MAX_PER_TICK = 5000;
const MAX_CONCURRENT = 20;

/**
 * Creates the schedule: enqueues a poll per due account. It writes nothing: the poll stores the next time, so a lost one is
 * due again at the next tick, and one that waits is not enqueued twice, because the key is the same.
 */
export function createEnqueueDuePolls({
  store,
  jobs,
  clock,
  logger,
}: Pick<TrackingDeps, 'store' | 'jobs' | 'clock' | 'logger'>): () => Promise<void> {
  return async () => {
    const until = clock.now();
    let after: { dueAt: number; id: string } | undefined;
    let enqueued = 0;
    while (enqueued < MAX_PER_TICK) {
      const limit = Math.min(PAGE_SIZE, MAX_PER_TICK - enqueued);
      const due = await store.dueKeys('states', { until, limit, ...(after && { after }) });
      const waiting = [...due];
      const work = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const { dueAt, key } = next;
          await enqueuePoll(jobs, key.id, dueAt);
        }
      };
      await Promise.all(Array.from({ length: MAX_CONCURRENT }, work));
      enqueued += due.length;
      const last = due.at(-1);
      if (last === undefined || due.length < limit) break;
      after = { dueAt: last.dueAt, id: last.key.id };
    }
    if (enqueued > 0) logger.debug('polls enqueued', { polls: enqueued });
  };
}

/** Enqueues the poll of an account that is due at a time (ms since the epoch). Enqueueing the same poll again does nothing. */
export function enqueuePoll(jobs: Jobs, accountId: string, dueAt: number): Promise<void> {
  return jobs.enqueue({ kind: 'poll', accountId }, { at: dueAt, key: `poll-${accountId}-${dueAt}` });
}
