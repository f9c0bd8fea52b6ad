import type { JobOf, Jobs } from './jobs.ts';

export type ObservationRequest = Omit<JobOf<'observe'>, 'kind'>;

/** Enqueues an observation for `at`, ms since the epoch; the same one again does nothing. */
export function enqueueObservation(jobs: Jobs, at: number, observation: ObservationRequest): Promise<void> {
  const { accountId, lockId, because, since, round } = observation;
  return jobs.enqueue(
    { kind: 'observe', ...observation },
    { at, key: `observe-${because}-${accountId}-${lockId}-${since}-${round}` },
  );
}
