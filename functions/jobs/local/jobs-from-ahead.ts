import { type Clock, MAX_SKEW_MS } from '../../clock.ts';
import type { JobCollection } from '../../store/job-collections.ts';
import type { Store } from '../../store/store.ts';
import type { JobSealing } from '../job-sealing.ts';
import { type Candidate, toCandidate } from '../stored-job.ts';

const PAGE_SIZE = 50;
const MAX_JOBS = 500;
/** Sorts behind the id of every job. */
const LAST_ID = '~';

/**
 * Returns jobs that were stored before the clock was set back and would be due by now if it had not been: or else they would
 * wait for as long again. A job may run early and twice, and is stored anew with each attempt.
 */
export async function jobsFromAhead(
  { store, clock, sealing }: { readonly store: Store; readonly clock: Clock; readonly sealing: JobSealing },
  collection: JobCollection,
  now: number,
): Promise<Candidate[]> {
  const behind = clock.setBackSince?.(now) ?? 0;
  if (behind < MAX_SKEW_MS) return [];
  const found: Candidate[] = [];
  let after = { dueAt: now, id: LAST_ID };
  for (;;) {
    const until = Math.floor(now + behind);
    const page = await store.due(collection, { until, limit: PAGE_SIZE, after });
    for (const { dueAt, ...document } of page) {
      after = { dueAt, id: document.key.id };
      const candidate = toCandidate(document, sealing);
      if ((candidate?.stored.storedAt ?? 0) > now + MAX_SKEW_MS && candidate !== undefined)
        found.push(candidate);
    }
    if (page.length < PAGE_SIZE || found.length >= MAX_JOBS) return found;
  }
}
