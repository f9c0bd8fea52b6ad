import { backOffMs, withJitter } from '../back-off.ts';
import type { Random } from '../random.ts';
import type { JobClass } from '../store/job-collections.ts';
import { classOf } from './job-class.ts';
import type { Job } from './jobs.ts';

/** The retries of a failed job. */
export interface Retries {
  readonly maxAttempts: number;
  readonly firstPauseSeconds: number;
  readonly maxPauseSeconds: number;
}

/** After 5 s, 10 s, 20 s … up to an hour. */
const PATIENT: Retries = { maxAttempts: 12, firstPauseSeconds: 5, maxPauseSeconds: 3600 };

/** By class, all for about two and a half hours; what a person waits for is tried every ten minutes at least. Also used by Cloud Tasks. */
export const RETRIES: Readonly<Record<JobClass, Retries>> = {
  commands: { maxAttempts: 22, firstPauseSeconds: 5, maxPauseSeconds: 600 },
  events: PATIENT,
  upkeep: PATIENT,
};

/** Time limit of one attempt. After it the attempt counts as failed, even if it goes on. */
export const MAX_RUN_MS = 5 * 60_000;

/** Returns the retries of a job. */
export function retriesOf(job: Pick<Job, 'kind'>): Retries {
  return RETRIES[classOf(job)];
}

/** Returns the pause after a failed `attempt` (from 1) in ms, half of it random: what failed together must not retry together. */
export function retryPauseMs(
  { firstPauseSeconds, maxPauseSeconds }: Retries,
  attempt: number,
  random: Random,
): number {
  const pauses = { firstMs: firstPauseSeconds * 1000, maxMs: maxPauseSeconds * 1000 };
  return Math.round(withJitter(backOffMs(pauses, attempt), random));
}
