import { enqueueCommandJob } from '../../jobs/enqueue-command-job.ts';
import type { IntentDeps } from '../deps.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';

/** The first run comes after a default answer, and with longer answers reports early what ended early. */
const MAX_FIRST_RUN_MS = 1000;
const AFTER_ANSWER_MS = 100;

/** Returns the time of the first run of a request's owner jobs, ms since the epoch. */
export function firstRunAt(startedAt: number, executeAnswerMs: number): number {
  return startedAt + Math.min(executeAnswerMs, MAX_FIRST_RUN_MS) + AFTER_ANSWER_MS;
}

/**
 * Enqueues one owner job for each lock that a request sends commands to: it reports, verifies and follows up the commands, and
 * sends those that the answering process has not. `since` is when the request arrived, ms since the epoch. Resolves with false if
 * a job could not be stored; never rejects.
 */
export async function enqueueCommandJobs(
  { jobs, config, logger }: IntentDeps,
  accountId: string,
  since: number,
  devices: readonly DeviceAuthorization[],
): Promise<boolean> {
  const at = firstRunAt(since, config.executeAnswerMs);
  const enqueued = devices.map(async (device) => {
    if ('refused' in device) return;
    const commands = device.authorized.flatMap(({ repeat, action, key, followUpToken }) =>
      repeat === undefined ? [{ key, action, ...(followUpToken !== undefined && { followUpToken }) }] : [],
    );
    if (commands.length === 0) return;
    await enqueueCommandJob(jobs, at, { accountId, lockId: device.deviceId, since, round: 0, commands });
  });
  const results = await Promise.allSettled(enqueued);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    logger.warn('could not enqueue the owner job of commands', { accountId, error: failed.reason });
  }
  return failed === undefined;
}
