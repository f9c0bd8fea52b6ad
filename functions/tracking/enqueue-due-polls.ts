import type { TrackingDeps } from './deps.ts';

/** How many accounts one query of the store finds. Only their ids: what is in 200 of them may be more than fits into an answer. */
const PAGE = 200;
/** What one tick enqueues at most; the rest is due at the next one. */
const MAX_PER_TICK = 5000;
/** How many jobs are being kept at a time. */
const AT_ONCE = 20;

/**
 * The schedule: finds the accounts that are due by an index, a page at a time, and enqueues one poll each. It writes
 * nothing: the poll itself moves the account's due time on, so that a poll that is lost is due again at the next tick.
 * An account that is found again while its poll waits has that poll's key, and is not enqueued twice.
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
      const limit = Math.min(PAGE, MAX_PER_TICK - enqueued);
      const due = await store.dueKeys('states', { until, limit, ...(after && { after }) });
      const waiting = [...due];
      const work = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const { dueAt, key } = next;
          await jobs.enqueue({ kind: 'poll', accountId: key.id }, { key: `poll-${key.id}-${dueAt}` });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      enqueued += due.length;
      const last = due.at(-1);
      if (last === undefined || due.length < limit) break;
      after = { dueAt: last.dueAt, id: last.key.id };
    }
    if (enqueued > 0) logger.debug('polls enqueued', { polls: enqueued });
  };
}
