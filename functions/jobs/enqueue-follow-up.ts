import { hash } from 'node:crypto';
import type { JobOf, Jobs } from './jobs.ts';

/** A command whose outcome Google asked for. */
type FollowUpRequest = Omit<JobOf<'follow-up'>, 'kind'>;

/**
 * Enqueues a follow-up for `at`, ms since the epoch. `attempt` counts from 0; enqueueing the same attempt again does nothing.
 */
export function enqueueFollowUp(
  jobs: Jobs,
  at: number,
  request: FollowUpRequest,
  attempt: number,
): Promise<void> {
  const token = hash('sha256', request.followUpToken, 'base64url');
  return jobs.enqueue({ kind: 'follow-up', ...request }, { at, key: `follow-up-${token}-${attempt}` });
}
