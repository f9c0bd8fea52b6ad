import { backOffMs } from '../../back-off.ts';
import type { Clock } from '../../clock.ts';
import { enqueueGuests } from '../../jobs/enqueue-guests.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { GuestLedger } from '../guest-ledger.ts';

/** Guests per run of the schedule. */
const MAX_CLAIMS = 200;

/** Guests who are due have a job, unless it was lost: a crash between a write and its job, a job that was given up. */
const LATE_MS = 5 * 60_000;

/** Until when a claim lasts: doubled with each that no write of the guest followed. */
const CLAIM = { firstMs: 10 * 60_000, maxMs: 24 * 60 * 60_000 };

/**
 * Creates the tick of the schedule that finds guests whose job was lost, and enqueues it again. Rejects if one cannot be enqueued, after
 * the others: it is due again when its claim ends.
 */
export function createEnqueueDueGuests(deps: {
  readonly ledger: GuestLedger;
  readonly jobs: Jobs;
  readonly clock: Clock;
}): () => Promise<void> {
  const { ledger, jobs, clock } = deps;
  return async () => {
    const now = clock.now();
    const query = { until: now - LATE_MS, limit: MAX_CLAIMS };
    const claimed = await ledger.claimDue(query, (claims) => clock.now() + backOffMs(CLAIM, claims));
    const owners = new Set(claimed.map(({ owner }) => owner));
    const results = await Promise.allSettled([...owners].map((owner) => enqueueGuests(jobs, owner, now)));
    const failure = results.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  };
}
