import { enqueueObservation } from '../../jobs/enqueue-observation.ts';
import type { IntentDeps } from '../deps.ts';
import type { DeviceAuthorization } from './authorize-commands.ts';

/**
 * Enqueues the verification of every lock that a request sends a command to: an accepted command is not yet a moved bolt.
 * `since` is when the request arrived, ms since the epoch. Never rejects: without the job the next poll finds the state.
 */
export async function enqueueVerification(
  { jobs, config, logger }: IntentDeps,
  accountId: string,
  since: number,
  devices: readonly DeviceAuthorization[],
): Promise<void> {
  const [first] = config.verifyAfterMs;
  if (first === undefined) return;
  const sent = devices.flatMap((device) =>
    'refused' in device || device.authorized.every(({ repeat }) => repeat !== undefined)
      ? []
      : [device.deviceId],
  );
  try {
    await Promise.all(
      sent.map((lockId) =>
        enqueueObservation(jobs, since + first, { accountId, lockId, because: 'command', since, round: 0 }),
      ),
    );
  } catch (error) {
    logger.warn('could not enqueue a verification', { accountId, error });
  }
}
