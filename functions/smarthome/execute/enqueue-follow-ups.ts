import { enqueueFollowUp } from '../../jobs/enqueue-follow-up.ts';
import type { IntentDeps } from '../deps.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';
import type { DeviceResult } from './command-result.ts';

/** From the answer to the first attempt to learn how a command ended. */
const FIRST_ATTEMPT_MS = 3_000;

/**
 * Enqueues follow-ups for the commands that are answered `PENDING`. Never rejects: a lost job costs a spoken sentence, not a
 * lock.
 */
export async function enqueueFollowUps(
  { jobs, clock, logger }: IntentDeps,
  accountId: string,
  devices: readonly DeviceAuthorization[],
  results: readonly DeviceResult[],
): Promise<void> {
  const pending = new Set(
    results.filter(({ result }) => result.status === 'PENDING').flatMap(({ result }) => result.ids),
  );
  const since = clock.now();
  const work = devices.flatMap((device) => {
    if ('refused' in device || !pending.has(device.deviceId)) return [];
    const { deviceId: lockId } = device;
    return device.authorized.flatMap(({ key: commandKey, followUpToken }) => {
      if (followUpToken === undefined) return [];
      const request = { accountId, lockId, followUpToken, commandKey, since };
      return [enqueueFollowUp(jobs, since + FIRST_ATTEMPT_MS, request, 0)];
    });
  });
  try {
    await Promise.all(work);
  } catch (error) {
    logger.warn('could not enqueue a follow-up', { accountId, error });
  }
}
