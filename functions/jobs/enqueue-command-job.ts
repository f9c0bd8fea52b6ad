import { hash } from 'node:crypto';
import type { JobOf, Jobs } from './jobs.ts';

/** Enqueues the next round of an owner job for `at`, ms since the epoch. Enqueueing the same round again does nothing. */
export function enqueueCommandJob(
  jobs: Jobs,
  at: number,
  request: Omit<JobOf<'command'>, 'kind'>,
): Promise<void> {
  const keys = JSON.stringify(request.commands.map(({ key }) => key));
  const key = `command-${hash('sha256', keys, 'base64url')}-${request.round}`;
  return jobs.enqueue({ kind: 'command', ...request }, { at, key });
}
