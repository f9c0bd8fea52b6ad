import type { Job, Jobs } from './jobs.ts';

/** What is to be looked at, and why. */
export type ObservationRequest = Omit<Extract<Job, { kind: 'observe' }>, 'kind'>;

/** Has a lock looked at, at a moment (ms since the epoch). The same observation is made once, however often it is asked for. */
export function enqueueObservation(jobs: Jobs, at: number, observation: ObservationRequest): Promise<void> {
  const { accountId, lockId, because, since, round } = observation;
  return jobs.enqueue(
    { kind: 'observe', ...observation },
    { at, key: `observe-${because}-${accountId}-${lockId}-${since}-${round}` },
  );
}
