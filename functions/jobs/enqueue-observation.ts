import type { JobOf, Jobs } from './jobs.ts';

/** The lock to observe, and why. */
export type ObservationRequest = Omit<JobOf<'observe'>, 'kind'>;

/** Enqueues an observation of a lock for `at`, ms since the epoch. Enqueueing the same observation again does nothing. */
export function enqueueObservation(jobs: Jobs, at: number, observation: ObservationRequest): Promise<void> {
  const { accountId, lockId, because, since, round } = observation;
  return jobs.enqueue(
    { kind: 'observe', ...observation },
    { at, key: `observe-${because}-${accountId}-${lockId}-${since}-${round}` },
  );
}
