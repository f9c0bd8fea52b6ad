import { hash } from 'node:crypto';
import type { JobOf, Jobs } from './jobs.ts';

type FollowUpRequest = Omit<JobOf<'follow-up'>, 'kind'>;

/** Enqueues a follow-up for `at`, ms since the epoch. Idempotent per `attempt`, which counts from 0. */
export function enqueueFollowUp(
  jobs: Jobs,
  at: number,
  request: FollowUpRequest,
  attempt: number,
): Promise<void> {
  const token = hash('sha256', request.followUpToken, 'base64url');
  return jobs.enqueue({ kind: 'follow-up', ...request }, { at, key: `follow-up-${token}-${attempt}` });
}
