import type { Clock } from '../../clock.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Logger } from '../../logs/logger.ts';
import type { DueDocument, Store } from '../../store/store.ts';
import { QUOTA_PER_SECOND } from '../call-gate.ts';
import { readHomeGraphTrouble } from '../home-graph-trouble.ts';
import { MISSED, missedCallOf, repetition } from './missed-calls.ts';

/** Half of the quota; the rest is for what happens meanwhile. */
const PAUSE_MS = 1000 / (QUOTA_PER_SECOND / 2);
/** Jobs are enqueued for so long ahead: the longest time between two runs. */
const AHEAD_MS = 2 * 60_000;
/** While Google takes no calls, only so many are repeated at a time: they find out when it does. */
const MAX_PROBES = 3;
const PAGE_SIZE = 200;
const MAX_CONCURRENT = 20;
/** A call of a kind that this release does not know is put off for so long. */
const UNKNOWN_MS = 60 * 60_000;

interface RepeatMissedDeps {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Creates the part of the schedule that repeats the calls that Google could not take, the oldest first: a few while it takes none, then
 * fifty a second, however many accounts there are. Rejects with `StoreUnavailableError`; what cannot be enqueued waits for the next run.
 */
export function createRepeatMissed(deps: RepeatMissedDeps): () => Promise<void> {
  const { store, clock, logger } = deps;
  /** When the last of those that were enqueued is due. */
  let busyUntil = 0;

  return async () => {
    const now = clock.now();
    // After the clock was set back, it would be far ahead.
    const startAt = busyUntil > now + AHEAD_MS ? now : Math.max(now, busyUntil);
    const room = Math.floor((now + AHEAD_MS - startAt) / PAUSE_MS);
    if (room <= 0) return;
    const first = await store.due(MISSED, { until: now, limit: Math.min(PAGE_SIZE, room) });
    if (first.length === 0) return;
    const trouble = await readHomeGraphTrouble(store);
    const most = trouble === undefined ? room : Math.min(room, MAX_PROBES);
    let [enqueued, failed] = [0, 0];
    let error: unknown;
    for (let page = first; page.length > 0; page = await nextPage(deps, page, most - enqueued, now)) {
      const results = await repeatAll(deps, page.slice(0, most - enqueued), startAt + enqueued * PAUSE_MS);
      enqueued += results.filter(({ status }) => status === 'fulfilled').length;
      const failures = results.filter((result) => result.status === 'rejected');
      failed += failures.length;
      error ??= failures[0]?.reason;
      if (enqueued >= most || failures.length === results.length) break;
    }
    busyUntil = startAt + enqueued * PAUSE_MS;
    logger.info('repeating calls that Google could not take', {
      calls: enqueued,
      isFailing: trouble !== undefined,
    });
    if (failed > 0) logger.warn('could not repeat all calls that Google could not take', { failed, error });
  };
}

async function nextPage(
  { store }: RepeatMissedDeps,
  page: readonly DueDocument[],
  room: number,
  until: number,
): Promise<DueDocument[]> {
  const last = page.at(-1);
  if (last === undefined || page.length < PAGE_SIZE || room <= 0) return [];
  const after = { dueAt: last.dueAt, id: last.key.id };
  return store.due(MISSED, { until, limit: Math.min(PAGE_SIZE, room), after });
}

/** Enqueues the job of each call, one after another from a time on, and deletes what it replaces. */
async function repeatAll(
  { store, jobs, clock }: RepeatMissedDeps,
  calls: readonly DueDocument[],
  startAt: number,
): Promise<PromiseSettledResult<void>[]> {
  const results: PromiseSettledResult<void>[] = [];
  for (let done = 0; done < calls.length; done += MAX_CONCURRENT) {
    const some = calls.slice(done, done + MAX_CONCURRENT).map(async ({ key, revision, dueAt }, index) => {
      const at = startAt + (done + index) * PAUSE_MS;
      const call = missedCallOf(key);
      // A newer release, which may run again soon, has other kinds.
      if (call === undefined) return void (await store.postpone(key, revision, clock.now() + UNKNOWN_MS));
      const job = repetition(call, { isMissed: true });
      // A run that is killed here enqueues the same job again.
      await jobs.enqueue(job, { at, key: `${key.id}-missed-${dueAt}` });
      await store.delete(key, revision);
    });
    results.push(...(await Promise.allSettled(some)));
  }
  return results;
}
